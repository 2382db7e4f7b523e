using System.Globalization;
using System.Text.Json;

namespace Dinghy.Emulator;

/// <summary>Writes the directory's answers, straight or with the oddities that DingTalk's own pages print.</summary>
internal sealed class TopJson(Utf8JsonWriter json, bool quirks)
{
    public static ApiAnswer Ok(DingTalkWorld world, Action<TopJson> result) => ApiAnswer.Ok(json =>
    {
        var top = new TopJson(json, world.Options.LegacyQuirks);
        top.Number("errcode", 0);
        top.Text("errmsg", "ok");
        result(top);
        top.Text("request_id", Ids.ShortRequestId());
    });

    public void Object(string name, Action write)
    {
        json.WriteStartObject(name);
        write();
        json.WriteEndObject();
    }

    /// <summary>Nothing when the value is null.</summary>
    public void Text(string name, string? value)
    {
        if (value is not null) json.WriteString(name, value);
    }

    public void Number(string name, long value)
    {
        if (quirks) json.WriteString(name, value.ToString(CultureInfo.InvariantCulture));
        else json.WriteNumber(name, value);
    }

    public void Flag(string name, bool value)
    {
        if (quirks) json.WriteString(name, value ? "true" : "false");
        else json.WriteBoolean(name, value);
    }

    public void Numbers(string name, IReadOnlyCollection<long> values)
    {
        if (quirks)
        {
            json.WriteString(name, $"[{string.Join(',', values)}]");
            return;
        }

        json.WriteStartArray(name);
        foreach (var value in values) json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    public void Texts(string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }

    /// <summary>A list of one comes, with quirks, without its brackets.</summary>
    public void Objects<T>(string name, IReadOnlyCollection<T> items, Action<T> write)
    {
        json.WritePropertyName(name);
        var bare = quirks && items.Count == 1;
        if (!bare) json.WriteStartArray();
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }

        if (!bare) json.WriteEndArray();
    }
}
