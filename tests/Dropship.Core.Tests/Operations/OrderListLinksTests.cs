using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Operations;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Operations;

/// <summary>Links to the list of orders: good for one person and a time, and for nobody who made one up.</summary>
public sealed class OrderListLinksTests
{
    private readonly World _world = new();

    private OrderListLinks Links => new(_world.Options, _world.Clock);

    [Fact]
    public void Each_approver_gets_a_link_of_their_own()
    {
        var links = Links.IssueToAll();

        Assert.Equal(_world.Options.Approvers, links.Select(link => link.Reader));
        Assert.All(
            links,
            link => Assert.StartsWith($"{_world.Options.PublicAddress}api/order-list/", link.Address.AbsoluteUri, StringComparison.Ordinal)
        );
        Assert.All(links, link => Assert.Equal(link.Reader, Links.Check(TicketOf(link))));
        Assert.All(links, link => Assert.Equal(_world.Clock.GetUtcNow() + OrderListLinks.Lifetime, link.Until));
    }

    [Fact]
    public void A_link_of_the_same_moment_is_the_same()
    {
        var reader = _world.Options.Approvers[0];
        var moment = _world.Clock.GetUtcNow();

        Assert.Equal(Links.IssueTo(reader, moment), Links.IssueTo(reader, moment));
        Assert.NotEqual(Links.IssueTo(reader, moment).Address, Links.IssueTo(reader, moment.AddSeconds(1)).Address);
    }

    [Fact]
    public void A_link_ends_with_its_time_and_with_its_reader()
    {
        var link = Links.IssueToAll()[0];
        var without = new OrderListLinks(_world.Options with { Approvers = [.. _world.Options.Approvers.Skip(1)] }, _world.Clock);
        Assert.Null(without.Check(TicketOf(link)));

        _world.Clock.Advance(OrderListLinks.Lifetime - TimeSpan.FromSeconds(1));
        Assert.NotNull(Links.Check(TicketOf(link)));
        _world.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(Links.Check(TicketOf(link)));
    }

    [Fact]
    public void A_link_that_was_altered_or_signed_by_nobody_we_know_opens_nothing()
    {
        var parts = TicketOf(Links.IssueToAll()[0]).Split('.');
        var other = _world.Options.Approvers[1].Id;
        var later = long.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture) + 1;
        string[] wrong =
        [
            $"{later}.{parts[1]}.{parts[2]}.{parts[3]}",
            $"{parts[0]}.{other}.{parts[2]}.{parts[3]}",
            $"{parts[0]}.{parts[1]}.other.{parts[3]}",
            $"{parts[0]}.{parts[1]}.{parts[2]}.{parts[3][..^1]}!",
            $"{parts[0]}.{parts[1]}.{parts[2]}.",
            $"{parts[0]}.{parts[1]}.{parts[2]}",
            $"-{string.Join('.', parts)}",
            "99999999999999999999.a.b.c",
            string.Empty,
        ];

        Assert.All(wrong, ticket => Assert.Null(Links.Check(ticket)));
        Assert.Null(
            new OrderListLinks(
                _world.Options with
                {
                    SigningKeys = [new SigningKey(parts[2], Enumerable.Repeat((byte)1, 32).ToArray())],
                },
                _world.Clock
            ).Check(string.Join('.', parts))
        );
    }

    [Fact]
    public void Links_of_a_key_that_is_being_replaced_still_open()
    {
        var old = _world.Options.SigningKeys[0];
        var next = new SigningKey("next", new byte[32]);
        var ticket = TicketOf(Links.IssueToAll()[0]);

        Assert.NotNull(new OrderListLinks(_world.Options with { SigningKeys = [next, old] }, _world.Clock).Check(ticket));
        Assert.Null(new OrderListLinks(_world.Options with { SigningKeys = [next] }, _world.Clock).Check(ticket));
    }

    private static string TicketOf(OrderListLink link) => link.Address.Segments[^1];
}
