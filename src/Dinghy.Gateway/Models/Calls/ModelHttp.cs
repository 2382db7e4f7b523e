using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Dinghy.Gateway.Models;

/// <summary>The connections to all models, by the road that leads there. Time-outs are the calls' own business; only connecting has one here.</summary>
internal sealed class ModelHttp : IDisposable
{
    /// <summary>Roads come from the configuration; each change of a certificate's file adds one.</summary>
    private const int MostRoads = 32;

    private readonly Lock _gate = new();
    private readonly Dictionary<(ModelRoad Road, DateTime Written), HttpClient> _clients = [];
    private readonly List<HttpClient> _old = [];

    /// <exception cref="IOException">The file of certificates can not be read.</exception>
    /// <exception cref="CryptographicException">It holds none.</exception>
    public HttpClient For(ModelRoad road)
    {
        var written = road.CaFile is { } file ? File.GetLastWriteTimeUtc(file) : default;
        lock (_gate)
        {
            if (_clients.TryGetValue((road, written), out var client)) return client;
            if (_clients.Count >= MostRoads)
            {
                // Answers may still come over them.
                _old.AddRange(_clients.Values);
                _clients.Clear();
            }

            return _clients[(road, written)] = Create(road);
        }
    }

    public void Dispose()
    {
        lock (_gate)
            foreach (var client in _clients.Values.Concat(_old)) client.Dispose();
    }

    private static HttpClient Create(ModelRoad road)
    {
        var handler = new SocketsHttpHandler
        {
            // A redirected POST would become a GET, and carry the key to who knows whom.
            AllowAutoRedirect = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            MaxResponseHeadersLength = 64,
            Proxy = new ProxyPastLoopback(road.Proxy is { } proxy ? new WebProxy(proxy) : HttpClient.DefaultProxy),
        };
        if (road.CaFile is { } file) handler.SslOptions.RemoteCertificateValidationCallback = Trusting(file);
        return new HttpClient(handler)
        {
            Timeout = Timeout.InfiniteTimeSpan,
            DefaultRequestHeaders = { { "User-Agent", "Dinghy/0.1" } },
        };
    }

    /// <summary>What the system trusts, and chains that end in the file's certificates; names and dates are checked as ever.</summary>
    private static RemoteCertificateValidationCallback Trusting(string file)
    {
        var roots = new X509Certificate2Collection();
        roots.ImportFromPemFile(file);
        if (roots.Count == 0) throw new CryptographicException("The file holds no certificate.");
        return (_, certificate, chain, errors) =>
        {
            if (errors == SslPolicyErrors.None) return true;
            if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is not X509Certificate2 leaf) return false;
            using var own = new X509Chain();
            own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            own.ChainPolicy.CustomTrustStore.AddRange(roots);
            own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            if (chain is not null)
                foreach (var element in chain.ChainElements) own.ChainPolicy.ExtraStore.Add(element.Certificate);
            return own.Build(leaf);
        };
    }
}
