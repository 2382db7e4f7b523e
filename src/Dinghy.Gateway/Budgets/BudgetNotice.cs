namespace Dinghy.Gateway.Budgets;

/// <summary>Something for the owners: a budget is used to a threshold.</summary>
/// <param name="Account">Where it happened.</param>
/// <param name="What">Whose budget.</param>
/// <param name="Name">The agent's or the person's id; empty for the total.</param>
/// <param name="Percent">80 or 100.</param>
/// <param name="Use">Of which limit.</param>
/// <param name="Currency">Of money.</param>
internal sealed record BudgetNotice(string Account, BudgetScope What, string Name, int Percent, Use Use, string Currency);

internal enum BudgetScope { Person, Agent, Total }
