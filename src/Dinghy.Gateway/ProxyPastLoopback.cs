using System.Net;

namespace Dinghy.Gateway;

/// <summary>The environment's proxy, but never for this machine: a model or an emulator on localhost is not found by asking a proxy.</summary>
internal sealed class ProxyPastLoopback(IWebProxy inner) : IWebProxy
{
    public ICredentials? Credentials { get => inner.Credentials; set => inner.Credentials = value; }

    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : inner.GetProxy(destination);

    public bool IsBypassed(Uri host) => host.IsLoopback || inner.IsBypassed(host);
}
