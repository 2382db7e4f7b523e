namespace Dinghy.Gateway.Storage;

internal enum StoreFault { Full, Locked, Corrupt, Unreachable, FromTheFuture }

/// <summary>The store could not do it; nothing of the operation remains. The message is for the operator.</summary>
internal sealed class StoreException(StoreFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    public StoreFault Fault { get; } = fault;
}
