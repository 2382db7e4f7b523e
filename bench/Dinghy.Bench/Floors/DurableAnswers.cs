namespace Dinghy.Bench.Floors;

/// <summary>What the durable floor adds to the echo: one fdatasync before the acknowledgement, one call of the model after it.</summary>
internal sealed class DurableAnswers(Journal journal, ModelCall model)
{
    public void Store(ReadOnlySpan<byte> frame) => journal.Append(frame);

    public Task<string> AnswerAsync(string text) => model.AskAsync(text);
}
