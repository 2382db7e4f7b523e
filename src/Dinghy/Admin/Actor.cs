namespace Dinghy.Admin;

/// <summary>Whose hand a request is: for the audit.</summary>
internal static class Actor
{
    /// <summary>Set in <see cref="HttpContext.Items"/> by whoever signed a person in: their staff id.</summary>
    public const string Key = "dinghy.actor";

    /// <summary>The token of the home folder alone is the operator at the terminal.</summary>
    public static string Of(HttpContext context) => context.Items[Key] as string ?? "cli";
}
