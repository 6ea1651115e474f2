using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Purchasing;

/// <summary>The process ends at each point of a placing in turn: before and after each call, each load and each write. Its message then
/// comes again.</summary>
public sealed class KilledPlacementTests
{
    public enum Answer
    {
        Comes,
        IsLostBehindTheWork,
        IsLostBeforeTheWork,
    }

    [Theory]
    [InlineData(Answer.Comes)]
    [InlineData(Answer.IsLostBehindTheWork)]
    [InlineData(Answer.IsLostBeforeTheWork)]
    public async Task Wherever_it_ends_1688_holds_exactly_one_order_for_the_key_afterwards(Answer answer)
    {
        var seen = new HashSet<(PurchaseOrderState State, int Orders)>();
        var asked = 0;
        for (var (point, isKilled) = (0, true); isKilled; point++)
        {
            var world = new World();
            var key = await PlanAsync(world);
            var left = point;
            isKilled = false;
            world.Market.WorkBeforeDoubt = answer == Answer.IsLostBehindTheWork;
            world.Market.OnCreate = _ =>
                answer == Answer.Comes || isKilled || world.Market.Created.Count > 1
                    ? null
                    : CallResult.Unknown<PurchaseCreated>(new CallProblem(ProblemKind.Transient, "timeout", "no answer"));
            world.AtEachPoint(() =>
            {
                if (!isKilled && left-- == 0)
                {
                    isKilled = true;
                    throw new IOException("the process ends here");
                }
            });
            for (var minute = 0; minute < 30; minute++)
            {
                try
                {
                    await world.DrainAsync();
                }
                catch (IOException)
                {
                    seen.Add(((await world.PurchaseAsync("1001")).State, world.Market.Orders.Count));
                    await world.Purchases.PlaceAsync(key, CancellationToken.None);
                }

                world.Clock.Advance(TimeSpan.FromMinutes(1));
            }

            world.AtEachPoint(() => { });
            if ((await world.PurchaseAsync("1001")).Hold?.Code == HoldReasons.PlacementUnsettled.Code)
            {
                // Both tries came to nothing. A person has looked on 1688: there is none.
                Assert.Empty(world.Market.Orders);
                asked++;
                await world.Commands.ReleaseAsync(key.Order, "Ann", "not on 1688", CancellationToken.None);
                await world.DrainAsync();
            }

            var order = Assert.Single(world.Market.Orders);
            Assert.Equal(key.Value, order.Key);
            var purchase = await world.PurchaseAsync("1001");
            Assert.Equal(
                (PurchaseOrderState.AwaitingApproval, order.OrderId),
                (purchase.State, Assert.Single(purchase.SupplierOrders).OrderId)
            );
            Assert.Equal([key], world.Workflows.Started);
        }

        // It ended before the intent and behind it, before the request arrived, behind its work, and behind the answer.
        var atLeast = answer switch
        {
            Answer.Comes => new HashSet<(PurchaseOrderState, int)>
            {
                (PurchaseOrderState.Planned, 0),
                (PurchaseOrderState.Placing, 0),
                (PurchaseOrderState.Placing, 1),
                (PurchaseOrderState.AwaitingApproval, 1),
            },
            Answer.IsLostBehindTheWork =>
            [
                (PurchaseOrderState.Planned, 0),
                (PurchaseOrderState.Placing, 0),
                (PurchaseOrderState.Placing, 1),
                (PurchaseOrderState.PlacementUnknown, 1),
                (PurchaseOrderState.AwaitingApproval, 1),
            ],
            _ =>
            [
                (PurchaseOrderState.Planned, 0),
                (PurchaseOrderState.Placing, 0),
                (PurchaseOrderState.PlacementUnknown, 0),
                (PurchaseOrderState.Placing, 1),
                (PurchaseOrderState.AwaitingApproval, 1),
            ],
        };
        Assert.Superset(atLeast, seen);
        Assert.Equal(answer == Answer.IsLostBeforeTheWork, asked > 0);
    }

    private static async Task<PurchaseOrderKey> PlanAsync(World world)
    {
        await world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001", "spec-1"));
        world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 2));
        await world.Pull.PullAsync(World.Account, CancellationToken.None);
        await world.Mapper.ReviewAsync(world.Queues.Orders.Dequeue(), isRedelivery: false, CancellationToken.None);
        return (await world.PurchaseAsync("1001")).Key;
    }
}
