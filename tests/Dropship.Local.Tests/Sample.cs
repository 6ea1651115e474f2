using System.Globalization;

namespace Dropship.Local.Tests;

/// <summary>Orders to show.</summary>
internal static class Sample
{
    public static LocalPurchase Purchase { get; } =
        new("义乌市晨光日用百货有限公司", "AwaitingApproval", "32.80 CNY", "YT8985628724658", null);

    public static LocalOrder Order(int number) =>
        new(string.Create(CultureInfo.InvariantCulture, $"#{1000 + number}"), "Purchasing", null, [Purchase]);

    public static IReadOnlyList<LocalOrder> Orders(int count) => [.. Enumerable.Range(1, count).Select(Order)];
}
