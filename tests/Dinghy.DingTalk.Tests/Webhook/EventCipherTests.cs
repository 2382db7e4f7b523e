using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dinghy.DingTalk.Webhook;

namespace Dinghy.DingTalk.Tests.Webhook;

public sealed class EventCipherTests
{
    private const string Token = "tok3nForLocalTests";
    private const string Key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
    private const string Owner = "dingtestappkey0001";

    private static EventCipher Cipher { get; } = new(Token, Key, Owner);

    [Theory]
    [InlineData("RANDOM0123456789", "1760000000000", "n0nceAAAA1", """{"EventType":"check_url"}""",
        "5XltAAWvdfK97kdYilpWLDvFNLgY1KFiIXe61pQXlXXnW5VowxHFHeonjkpHsOXGBJqbc9u5Ev2cIHqTHBsVIw==", "1214504e216d555f23647d9fc7196d796a1a3351")]
    [InlineData("abcdefghij012345", "1760000000123", "n0nceBBBB2", "success",
        "FdOCtUK8OLMiDlWXirRua+m+xTq1cPBfpCy86ft9j7pYR2wneT3Fv7aO7ix1OxbOJUuUiHJlB2XCqEgTQ3cljw==", "911cf3a255626fe5f13545c25d82ff4f9cf5b007")]
    [InlineData("0123456789abcdef", "1760000001000", "n0nceCCCC3", """{"EventType":"bpms_instance_change","processInstanceId":"pi-1","type":"start","title":"张三提交的请假"}""",
        "Q3stYC6hdFzMh9T8HCvyDG1XtI7jHWg6FB9XSBmbtK4bXeD8NSudAjUwCeyhQGN6G0TdGxgzmaeeTMyhancu+aG42f/ZMb0esaL5LsR/rhQqOg3ynsUyUpKsxZqtg2mGR/Py3EfN+BHX/nzliH/3XcmQPDn0fYErIlDAa0CoYKlOtR0Xm50jqG8Bvu/LO0zAVRZrdNWOHsH1kZTI2jAHYQ==",
        "e31c5b9b79079be3f3cfd14f45d8230bc6fd05c3")]
    public void The_vectors_hold_both_ways(string random, string timestamp, string nonce, string message, string encrypt, string signature)
    {
        Cipher.Encrypt(message, Encoding.ASCII.GetBytes(random)).ShouldBe(encrypt);
        Cipher.Sign(timestamp, nonce, encrypt).ShouldBe(signature);
        Cipher.Verify(signature, timestamp, nonce, encrypt).ShouldBe(WebhookFault.None);
        Cipher.Verify(signature.ToUpperInvariant(), timestamp, nonce, encrypt).ShouldBe(WebhookFault.None);
        Cipher.Decrypt(encrypt, out var read).ShouldBe(WebhookFault.None);
        read.ShouldBe(message);
    }

    [Theory]
    [InlineData("123456", "1234567890123456789012345678901234567890123", "1614767836", "A7Co0cJLMzIDtMMI",
        "YvkvaGe4hQxd3VxRmEty0dVlnCOAqwf56xwTRHDHoOURqhalbmBJQk5FNcRk42Gl5T0YQXZNwpwWSm1xAFJ5ZA==", "9a95a004dd16f5c307e849b994173f76aa26e5eb", "dingsnotzck6pm5veliw", "success")]
    [InlineData("123456", "4g5j64qlyl3zvetqxz5jiocdr586fn2zvjpa8zls3ij", "1445827045067", "nEXhMP4r",
        "1a3NBxmCFwkCJvfoQ7WhJHB+iX3qHPsc9JbaDznE1i03peOk1LaOQoRz3+nlyGNhwmwJ3vDMG+OzrHMeiZI7gTRWVdUBmfxjZ8Ej23JVYa9VrYeJ5as7XM/ZpulX8NEQis44w53h1qAgnC3PRzM7Zc/D6Ibr0rgUathB6zRHP8PYrfgnNOS9PhSBdHlegK+AGGanfwjXuQ9+0pZcy0w9lQ==",
        "5a65ceeef9aab2d149439f82dc191dd6c5cbe2c0", "suite4xxxxxxxxxxxxxxx", """{"EventType":"check_create_suite_url",""")]
    public void The_samples_that_DingTalk_prints_are_read(string token, string key, string timestamp, string nonce, string encrypt, string signature, string owner, string begins)
    {
        var cipher = new EventCipher(token, key, "dingother", owner);
        cipher.Verify(signature, timestamp, nonce, encrypt).ShouldBe(WebhookFault.None);
        cipher.Decrypt(encrypt, out var message).ShouldBe(WebhookFault.None);
        message.ShouldStartWith(begins);
        new EventCipher(token, key, "dingother").Decrypt(encrypt, out message).ShouldBe(WebhookFault.ForeignOwner);
        message.ShouldBeNull();
    }

    [Theory]
    [InlineData(Key, true)]
    [InlineData(Key + "=", true)]
    [InlineData("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFE", true)]
    [InlineData("abcdefghijklmnopqrstuvwxyz0123456789ABCDEF", false)]
    [InlineData("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGH", false)]
    [InlineData("abcdefghijklmnopqrstuvwxyz0123456789ABCDEF!", false)]
    [InlineData("abcdefghijklmnopqrstuvwxyz 123456789ABCDEFG", false)]
    [InlineData("", false)]
    public void A_key_has_43_characters_of_base64(string key, bool good)
    {
        EventCipher.IsKey(key).ShouldBe(good);
        if (good)
        {
            // The bits that stand for nothing change nothing.
            new EventCipher(Token, key, Owner).Decrypt(Cipher.Encrypt("same"), out var message).ShouldBe(WebhookFault.None);
            message.ShouldBe("same");
        }
        else
        {
            Should.Throw<ArgumentException>(() => new EventCipher(Token, key, Owner));
        }
    }

    [Fact]
    public void Messages_of_every_length_come_back_and_fill_whole_blocks_of_32()
    {
        var chance = new Random(20261126);
        for (var length = 0; length < 300; length++)
        {
            var message = string.Concat(Enumerable.Range(0, length).Select(_ => "aé张🙂"[chance.Next(3)]));
            var encrypt = Cipher.Encrypt(message);
            (Convert.FromBase64String(encrypt).Length % 32).ShouldBe(0);
            Cipher.Decrypt(encrypt, out var read).ShouldBe(WebhookFault.None);
            read.ShouldBe(message);
        }
    }

    [Fact]
    public void The_answer_is_signed_over_its_own_ciphertext_and_never_twice_the_same()
    {
        var (one, two) = (Cipher.Answer("success", "1760000000123", "n"), Cipher.Answer("success", "1760000000123", "n"));
        one.ShouldNotBe(two, "16 random bytes stand before the message");
        using var answer = JsonDocument.Parse(one);
        string Text(string name) => answer.RootElement.GetProperty(name).GetString()!;
        Text("timeStamp").ShouldBe("1760000000123");
        Cipher.Verify(Text("msg_signature"), Text("timeStamp"), Text("nonce"), Text("encrypt")).ShouldBe(WebhookFault.None);
        Cipher.Decrypt(Text("encrypt"), out var message).ShouldBe(WebhookFault.None);
        message.ShouldBe("success");
    }

    [Theory]
    [InlineData(0, 16)]
    [InlineData(33, 64)]
    [InlineData(16, 15)]
    public void Padding_that_is_none_is_refused(byte pad, int count) =>
        Cipher.Decrypt(Raw([.. new byte[20 + 12], .. Enumerable.Repeat(pad, count), .. new byte[(32 - ((32 + count) % 32)) % 32]]), out _).ShouldBe(WebhookFault.BadPadding);

    [Theory]
    [InlineData(uint.MaxValue)]
    [InlineData(int.MaxValue)]
    [InlineData(100)]
    [InlineData(13)]
    public void A_length_beyond_what_is_there_is_refused(uint said)
    {
        byte[] length = [(byte)(said >> 24), (byte)(said >> 16), (byte)(said >> 8), (byte)said];
        Cipher.Decrypt(Raw([.. new byte[16], .. length, .. "123456789012"u8, .. Enumerable.Repeat((byte)32, 32)]), out _).ShouldBe(WebhookFault.BadLength);
    }

    [Fact]
    public void Nothing_but_padding_is_refused() => Cipher.Decrypt(Raw([.. Enumerable.Repeat((byte)32, 32)]), out _).ShouldBe(WebhookFault.BadLength);

    [Theory]
    [InlineData("")]
    [InlineData("not base64")]
    [InlineData("AAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    public void What_is_no_ciphertext_is_refused(string encrypt) => Cipher.Decrypt(encrypt, out _).ShouldBe(WebhookFault.BadEncoding);

    [Theory]
    [InlineData(null, "1", "n")]
    [InlineData("1214504e216d555f23647d9fc7196d796a1a3351", null, "n")]
    [InlineData("1214504e216d555f23647d9fc7196d796a1a3351", "1", "")]
    public void What_is_not_signed_is_refused(string? signature, string? timestamp, string? nonce) =>
        Cipher.Verify(signature, timestamp, nonce, "AAAA").ShouldBe(WebhookFault.Missing);

    [Fact]
    public void Another_token_or_another_body_is_a_bad_signature()
    {
        var encrypt = Cipher.Encrypt("hello");
        Cipher.Verify(new EventCipher("other", Key, Owner).Sign("1", "n", encrypt), "1", "n", encrypt).ShouldBe(WebhookFault.BadSignature);
        Cipher.Verify(Cipher.Sign("1", "n", encrypt), "1", "n", encrypt + "A").ShouldBe(WebhookFault.BadSignature);
        Cipher.Verify("ü" + Cipher.Sign("1", "n", encrypt)[1..], "1", "n", encrypt).ShouldBe(WebhookFault.BadSignature);
    }

    /// <summary>A hundred thousand bodies; DINGHY_FUZZ_BODIES asks for more.</summary>
    [Fact]
    public void Random_bodies_are_refused_without_a_trace_in_memory()
    {
        var count = int.TryParse(Environment.GetEnvironmentVariable("DINGHY_FUZZ_BODIES"), out var asked) ? asked : 100_000;
        var chance = new Random(6);
        var bytes = new byte[512];
        var honest = Convert.FromBase64String(Cipher.Encrypt("""{"EventType":"check_url"}"""));
        var (before, read) = (GC.GetTotalMemory(forceFullCollection: true), 0);
        for (var i = 0; i < count; i++)
        {
            var length = chance.Next(bytes.Length);
            chance.NextBytes(bytes.AsSpan(0, length));
            if (i % 4 == 1)
            {
                // An honest one with a few bytes changed.
                honest.CopyTo(bytes, 0);
                length = honest.Length;
                for (var change = chance.Next(1, 4); change > 0; change--) bytes[chance.Next(length)] ^= (byte)chance.Next(1, 256);
            }

            var encrypt = i % 4 == 2 ? Encoding.Latin1.GetString(bytes, 0, length) : Convert.ToBase64String(bytes, 0, i % 4 == 3 ? length / 32 * 32 : length);
            var fault = Cipher.Decrypt(encrypt, out var message);
            (message is null).ShouldBe(fault != WebhookFault.None);
            if (fault == WebhookFault.None) read++;
            if (i % 16 == 0) WebhookBodyReader.Look(bytes.AsSpan(0, length));
        }

        // CBC protects nothing: who changes the first blocks of an honest body changes random bytes and message. The signature is what refuses it.
        read.ShouldBeLessThan(count / 4);
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(10_000_000);
    }

    private static string Raw(byte[] plain)
    {
        var key = Convert.FromHexString("69b71d79f8218a39259a7a29aabb2dbafc31cb3d35db7e39ebbf3d0010831051");
        using var aes = Aes.Create();
        aes.Key = key;
        return Convert.ToBase64String(aes.EncryptCbc(plain, key.AsSpan(0, 16), PaddingMode.None));
    }
}
