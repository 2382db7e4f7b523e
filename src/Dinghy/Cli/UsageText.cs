using System.Globalization;
using Dinghy.Admin;
using Dinghy.Gateway.Diagnostics;

namespace Dinghy.Cli;

/// <summary><c>dinghy usage</c> for eyes and for spreadsheets.</summary>
internal static class UsageText
{
    public static string Of(UsageReport report) => string.Join('\n',
    [
        $"{Day(report.From)} to {Day(report.To)}, by {report.By}",
        .. report.Rows.Append(report.Total).Select(row => $"{Number(row.Input),14} in {Number(row.Output),12} out {Number(row.Calls),8} calls  {Money(row),16}  {(row.Key.Length == 0 ? "(nobody's)" : Printable.Line(row.Key))}"),
        .. report.Total.Unpriced > 0 ? [$"{Number(report.Total.Unpriced)} tokens are of models without a price: models.providers.<name>.models tells it."] : Array.Empty<string>(),
    ]);

    public static string Csv(UsageReport report) => string.Join('\n',
    [
        $"{report.By},calls,input_tokens,output_tokens,money,currency,unpriced_tokens",
        .. report.Rows.SelectMany(row => row.Money.DefaultIfEmpty(new("", 0)).Select((money, i) => i == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{CsvField.Of(row.Key)},{row.Calls},{row.Input},{row.Output},{money.Value},{money.Key},{row.Unpriced}")
            : string.Create(CultureInfo.InvariantCulture, $"{CsvField.Of(row.Key)},0,0,0,{money.Value},{money.Key},0"))),
    ]);

    private static string Money(UsageRow row) => row.Money.Count == 0 ? "-" : string.Join(" + ", row.Money.Select(money => $"{money.Value.ToString("0.00##", CultureInfo.InvariantCulture)} {money.Key}"));

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
