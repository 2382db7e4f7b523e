namespace Dinghy.Emulator;

/// <summary>The caller of the control API asked for something that can not be; the message tells what.</summary>
internal sealed class ControlException(string message) : Exception(message);
