using System.Security.Cryptography;

namespace Dinghy.Emulator;

/// <summary>Applications that are being made by QR code, and the nonces before them.</summary>
internal sealed class Registrations(EmulatorOptions options)
{
    private const int Most = 1000;
    private readonly Lock _gate = new();
    private readonly List<Nonce> _nonces = [];
    private readonly List<Entry> _entries = [];

    private sealed record Nonce(string Text, string Source, DateTimeOffset ExpiresAt);

    internal sealed class Entry(string deviceCode, string userCode, string source, DateTimeOffset expiresAt)
    {
        public string DeviceCode => deviceCode;
        public string UserCode => userCode;
        public string Source => source;
        public DateTimeOffset ExpiresAt => expiresAt;
        public RegistrationState State { get; set; }
        public EmulatedApp? App { get; set; }
        public string? Reason { get; set; }
        public int Polls { get; set; }
    }

    public string Init(string source)
    {
        var nonce = new Nonce(Ids.Hex32(), source, options.Time.GetUtcNow() + options.RegistrationNonceLife);
        lock (_gate)
        {
            _nonces.Add(nonce);
            if (_nonces.Count > Most) _nonces.RemoveAt(0);
        }

        return nonce.Text;
    }

    /// <summary>Null: no such nonce, or it was used, or it is too old.</summary>
    public Entry? Begin(string text)
    {
        lock (_gate)
        {
            if (_nonces.Find(one => one.Text == text) is not { } nonce) return null;
            _nonces.Remove(nonce);
            var now = options.Time.GetUtcNow();
            if (nonce.ExpiresAt <= now) return null;
            const string letters = "BCDFGHJKLMNPQRSTVWXZ";
            var entry = new Entry(Ids.Hex32() + Ids.Hex32(), $"{RandomNumberGenerator.GetString(letters, 4)}-{RandomNumberGenerator.GetString(letters, 4)}", nonce.Source, now + options.RegistrationLife);
            _entries.Add(entry);
            if (_entries.Count > Most) _entries.RemoveAt(0);
            return entry;
        }
    }

    /// <summary>Null: no such code.</summary>
    public Entry? Poll(string deviceCode)
    {
        lock (_gate)
        {
            if (_entries.Find(one => one.DeviceCode == deviceCode) is not { } entry) return null;
            entry.Polls++;
            Age(entry);
            return entry;
        }
    }

    public IReadOnlyList<RegistrationRecord> All()
    {
        lock (_gate)
        {
            _entries.ForEach(Age);
            return [.. _entries.Select(entry => new RegistrationRecord(entry.UserCode, entry.Source, entry.State, entry.App?.ClientId, entry.Reason, entry.Polls))];
        }
    }

    /// <summary>False: it is over already.</summary>
    public bool Decide(string userCode, RegistrationState state, EmulatedApp? app, string? reason)
    {
        lock (_gate)
        {
            var entry = _entries.Find(one => one.UserCode == userCode) ?? throw new ArgumentException($"There is no registration '{userCode}'.", nameof(userCode));
            Age(entry);
            if (entry.State != RegistrationState.Waiting) return false;
            (entry.State, entry.App, entry.Reason) = (state, app, reason);
            return true;
        }
    }

    private void Age(Entry entry)
    {
        if (entry.State == RegistrationState.Waiting && entry.ExpiresAt <= options.Time.GetUtcNow()) entry.State = RegistrationState.Expired;
    }
}
