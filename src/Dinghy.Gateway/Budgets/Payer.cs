namespace Dinghy.Gateway.Budgets;

/// <summary>
/// For whom models are asked. It goes along with the work that is done for them, into every call that this work makes, so that no
/// caller of a model has to know of budgets, and none can forget them.
/// </summary>
/// <param name="Account">Whose robot; empty: none.</param>
/// <param name="Person">A staff id, else a sender id; <c>token:name</c> for the OpenAI door.</param>
/// <param name="Agent">Who answers.</param>
internal sealed record Payer(string Account, string Person, string Agent)
{
    private static readonly AsyncLocal<Payer?> s_current = new();

    private int _calls;

    /// <summary>For another piece of work, which has made no call yet.</summary>
    private Payer(Payer other) => (Account, Person, Agent) = (other.Account, other.Person, other.Agent);

    /// <summary>Work of the gateway's own: counted in all, and nobody's.</summary>
    public static Payer Nobody { get; } = new("", "", "");

    public static Payer Current => s_current.Value ?? Nobody;

    /// <summary>Calls that were made for this piece of work.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>From here on in the calling method, and in all that it calls.</summary>
    public static void Begin(Payer payer) => s_current.Value = payer;

    public void Called() => Interlocked.Increment(ref _calls);
}
