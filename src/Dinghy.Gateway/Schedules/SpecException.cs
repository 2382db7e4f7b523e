namespace Dinghy.Gateway.Schedules;

/// <summary>A time as it was written can not be used. The message is for whoever wrote it, in English: what was found and what would do.</summary>
internal sealed class SpecException(string message) : Exception(message);
