using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Dinghy.Emulator;

/// <summary>Identifiers in DingTalk's forms. The fresh ones are unique across runs: a bot's duplicate check outlives an emulator.</summary>
internal static class Ids
{
    private static long s_frames;

    public static string Message() => "msg" + Convert.ToBase64String(Guid.NewGuid().ToByteArray());

    public static string Hex32() => Guid.NewGuid().ToString("N");

    public static string Uuid() => Guid.NewGuid().ToString("D");

    public static string RequestId() => Guid.NewGuid().ToString("D").ToUpperInvariant();

    public static string ProcessQueryKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(24));

    /// <summary>Begins with <c>$</c> for video, else with <c>@</c>.</summary>
    public static string Media(string type) => (type == "video" ? "$lQDPD" : "@lADPD") + RandomNumberGenerator.GetHexString(22, lowercase: true);

    public static string DownloadCode() => "mIof" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(48));

    /// <summary>Like <c>212b9d7c_165f_19bfa1a500a_1461def</c>.</summary>
    public static string Frame(DateTimeOffset now)
    {
        var number = Interlocked.Increment(ref s_frames);
        return string.Create(CultureInfo.InvariantCulture,
            $"{RandomNumberGenerator.GetInt32(int.MaxValue):x8}_{number & 0xffff:x}_{now.ToUnixTimeMilliseconds():x}_{number:x}");
    }

    /// <summary>Short base36, as legacy answers carry it.</summary>
    public static string ShortRequestId()
    {
        const string digits = "0123456789abcdefghijklmnopqrstuvwxyz";
        return RandomNumberGenerator.GetString(digits, 12);
    }

    public static string Conversation(string from) => "cid" + Convert.ToBase64String(Hash(from));

    /// <summary>Eleven digits.</summary>
    public static string Number(string from) => (10_000_000_000 + (BitConverter.ToUInt32(Hash("number|" + from)) % 9_000_000_000L)).ToString(CultureInfo.InvariantCulture);

    public static string UnionId(string staffId) => Convert.ToBase64String(Hash("union|" + staffId)).TrimEnd('=');

    public static string DingTalkId(string from) => "$:LWCP_v1:$" + Convert.ToBase64String(Hash("user|" + from));

    /// <summary>The application's own UUID: not its client id.</summary>
    public static string AppId(EmulatedApp app) => new Guid(Hash("app|" + app.ClientId)).ToString("D");

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text))[..16];
}
