namespace Dinghy.Gateway.Tools;

/// <summary>What a call leaves behind; decides what may run beside others, and again after a crash.</summary>
internal enum ToolEffect
{
    /// <summary>Changes nothing: may run beside others, and again.</summary>
    None,

    /// <summary>Changes something, and doing it again leaves the same.</summary>
    Repeatable,

    /// <summary>Done twice is done twice: a call whose end is not known is never made again by itself.</summary>
    Once,
}
