using Dropship.Core;
using Dropship.Repository.Tests.Support;
using NetArchTest.Rules;

namespace Dropship.Repository.Tests.Structure;

/// <summary>References between the rooms of Core run one way: root, Orders, Ports, the stages, and then Operations and Upkeep.</summary>
public sealed class RoomTests
{
    private const string Root = "Dropship.Core";

    private static readonly Dictionary<string, string[]> s_allowed = new(StringComparer.Ordinal)
    {
        ["Orders"] = [],
        ["Ports"] = ["Orders"],
        ["Ingest"] = ["Orders", "Ports"],
        ["Planning"] = ["Orders", "Ports"],
        ["Purchasing"] = ["Orders", "Ports"],

        // Before money moves, the order is read and planned again, and the guards are asked.
        ["Fulfilment"] = ["Orders", "Ports", "Ingest", "Planning", "Purchasing"],
        ["Operations"] = ["Orders", "Ports", "Ingest", "Planning", "Purchasing", "Fulfilment"],
        ["Upkeep"] = ["Orders", "Ports", "Ingest", "Planning", "Purchasing", "Fulfilment", "Operations"],
    };

    [Fact]
    public void Each_type_of_Core_is_in_a_known_room() =>
        Assert.Equal(
            s_allowed.Keys.Order(StringComparer.Ordinal),
            typeof(OrderKey)
                .Assembly.GetExportedTypes()
                .Where(type => type.Namespace != Root)
                .Select(type => type.Namespace!.Split('.')[2])
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
        );

    [Fact]
    public void The_root_knows_no_room() => AssertKnowsNone($"^{Root.Replace(".", @"\.", StringComparison.Ordinal)}$", s_allowed.Keys);

    [Theory]
    [InlineData("Orders")]
    [InlineData("Ports")]
    [InlineData("Ingest")]
    [InlineData("Planning")]
    [InlineData("Purchasing")]
    [InlineData("Fulfilment")]
    [InlineData("Operations")]
    [InlineData("Upkeep")]
    public void A_room_knows_only_those_further_in(string room) =>
        AssertKnowsNone($@"^Dropship\.Core\.{room}(\.|$)", s_allowed.Keys.Except([room, .. s_allowed[room]], StringComparer.Ordinal));

    private static void AssertKnowsNone(string pattern, IEnumerable<string> rooms)
    {
        var inside = Types.InAssembly(typeof(OrderKey).Assembly).That().ResideInNamespaceMatching(pattern);
        Assert.NotEmpty(inside.GetTypes());
        string[] forbidden = [.. rooms.Select(room => $"{Root}.{room}")];
        if (forbidden.Length > 0)
        {
            var result = inside.ShouldNot().HaveDependencyOnAny(forbidden).GetResult();
            Findings.None((result.FailingTypes ?? []).Select(type => type.FullName!));
        }
    }
}
