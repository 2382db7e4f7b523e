using System.Threading.Channels;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Conversations;

/// <summary>Wakes whoever looks at a conversation when something of it is stored, begins or ends. What it was, they read themselves.</summary>
internal sealed class TalkWatch
{
    /// <summary>Lookers at a time, at whatever conversations.</summary>
    public const int Most = 50;

    private readonly Lock _gate = new();
    private readonly List<Look> _looks = [];

    /// <summary>Null: too many look already. Disposed, it looks no more.</summary>
    /// <param name="key">As <see cref="Talk.Key"/>.</param>
    public Look? Join(string key)
    {
        lock (_gate)
        {
            if (_looks.Count >= Most) return null;
            var look = new Look(this, Talk.ConversationOf(key));
            _looks.Add(look);
            return look;
        }
    }

    /// <summary>Returns at once: it is called on the store's writing thread.</summary>
    public void Tell(string conversation)
    {
        lock (_gate)
        {
            if (_looks.Count == 0) return;
            conversation = Talk.ConversationOf(conversation);
            foreach (var look in _looks)
                if (look.Conversation == conversation) look.Wake();
        }
    }

    internal sealed class Look(TalkWatch watch, string conversation) : IDisposable
    {
        // One that was woken and has not looked yet sees all of it at once.
        private readonly Channel<bool> _woken = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

        public string Conversation => conversation;

        /// <summary>Ends when something happened since the last time.</summary>
        public async Task WokenAsync(CancellationToken ct) => await _woken.Reader.ReadAsync(ct);

        public void Dispose()
        {
            lock (watch._gate) watch._looks.Remove(this);
        }

        internal void Wake() => _woken.Writer.TryWrite(true);
    }
}
