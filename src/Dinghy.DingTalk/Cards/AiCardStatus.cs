namespace Dinghy.DingTalk.Cards;

/// <summary>Values of the variable that AI card templates call <see cref="Variable"/>.</summary>
public static class AiCardStatus
{
    public const string Variable = "flowStatus";

    /// <summary>Thinking; nothing to read yet.</summary>
    public const string Processing = "1";

    /// <summary>Text is coming. Several templates want this set before the first <see cref="CardApi.StreamAsync"/>.</summary>
    public const string Inputting = "2";

    public const string Finished = "3";

    public const string Executing = "4";

    public const string Failed = "5";
}
