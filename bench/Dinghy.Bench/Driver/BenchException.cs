namespace Dinghy.Bench.Driver;

/// <summary>A figure could not be had; better none than a wrong one.</summary>
internal sealed class BenchException(string message) : Exception(message);
