using Dropship.Core.Fulfilment;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Orders;

/// <summary>What 1688 tells of a purchase whose answer never came is taken for what it is: the purchase, a part of it, or one too
/// many.</summary>
public sealed class PurchaseAdoptionTests
{
    private static readonly OrderKey s_order = new(World.Account, "1001");

    private readonly World _world = new();

    [Fact]
    public async Task News_that_come_before_a_look_up_finds_anything_settle_the_doubt()
    {
        await DoubtAsync();
        Assert.Equal(PurchaseOrderState.PlacementUnknown, (await ReadAsync()).State);

        await _world.NewsAsync(_world.Market.Single.OrderId);

        Assert.Equal(PurchaseOrderState.AwaitingApproval, (await ReadAsync()).State);
        await WaitAsync();
        Assert.Single(_world.Market.Created);
        Assert.Equal((await ReadAsync()).Key, Assert.Single(_world.Workflows.Started));
    }

    [Fact]
    public async Task News_that_come_after_it_counted_as_not_made_keep_it_from_being_bought_again()
    {
        await DoubtAsync();
        _world.Market.OnPreview = _ =>
            CallResult.NotSent<PurchasePreview>(
                new CallProblem(ProblemKind.RateLimited, "429", "slow down", RetryAfter: TimeSpan.FromMinutes(1))
            );
        await WaitAsync();
        Assert.Equal((PurchaseOrderState.Planned, 1), ((await ReadAsync()).State, (await ReadAsync()).Placement!.Attempt));

        await _world.NewsAsync(_world.Market.Single.OrderId);
        _world.Market.OnPreview = null;
        await WaitAsync();

        Assert.Equal(PurchaseOrderState.AwaitingApproval, (await ReadAsync()).State);
        Assert.Single(_world.Market.Created);
        Assert.Single(_world.Workflows.Started);
    }

    [Fact]
    public async Task News_that_come_when_a_person_was_asked_already_spare_that_person_the_search()
    {
        await DoubtAsync();
        _world.Market.WorkBeforeDoubt = false;
        await WaitAsync();
        Assert.Equal(HoldReasons.PlacementUnsettled.Code, (await ReadAsync()).Hold!.Code);

        await _world.NewsAsync(_world.Market.Single.OrderId);
        await _world.DrainAsync();

        Assert.Equal((PurchaseOrderState.AwaitingApproval, null), ((await ReadAsync()).State, (await ReadAsync()).Hold));
        Assert.Single(_world.Workflows.Started);
        Assert.Empty(_world.AlertRows.Open);
    }

    [Fact]
    public async Task News_that_come_while_the_call_is_out_settle_it_as_soon_as_its_answer_proves_doubtful()
    {
        await PlanAsync();
        _world.Market.OnCreate = request =>
        {
            _world.Market.OnCreate = null;
            _world.Market.CreateAsync(World.PurchasingAccount, request, CancellationToken.None).GetAwaiter().GetResult();
            _world.NewsAsync(_world.Market.Single.OrderId).GetAwaiter().GetResult();
            return CallResult.Unknown<PurchaseCreated>(new CallProblem(ProblemKind.Transient, "timeout", "no answer"));
        };
        _world.Market.WorkBeforeDoubt = false;

        await _world.DrainAsync();

        Assert.Equal(PurchaseOrderState.AwaitingApproval, (await ReadAsync()).State);
        Assert.Single(_world.Market.Orders);
        Assert.Single(_world.Workflows.Started);
    }

    [Fact]
    public async Task The_closing_of_one_half_of_a_split_purchase_does_not_count_for_the_other()
    {
        await DoubtAsync();
        var (first, second) = Split();
        _world.Market.Change(
            first,
            order => order with { Status = SupplierOrderStatus.Cancelled, RawStatus = "cancel", CloseReason = "out of stock" }
        );
        await _world.NewsAsync(first);
        Assert.Equal(PurchaseOrderState.PlacementUnknown, (await ReadAsync()).State);

        _world.Market.IsVisible = true;
        await WaitAsync();

        Assert.Equal([first, second], (await ReadAsync()).SupplierOrders.Select(order => order.OrderId).Order(StringComparer.Ordinal));
        Assert.Single(_world.Market.Created);
    }

    [Fact]
    public async Task A_closed_order_that_is_all_that_1688_ever_told_of_is_a_persons_turn()
    {
        await DoubtAsync();
        _world.Market.Change(
            _world.Market.Single.OrderId,
            order => order with { Status = SupplierOrderStatus.Cancelled, RawStatus = "cancel", CloseReason = "out of stock" }
        );
        await _world.NewsAsync(_world.Market.Single.OrderId);

        await WaitAsync();
        await _world.PlayAsync((await ReadAsync()).Key);

        Assert.Equal(HoldReasons.SupplierClosed.Code, (await ReadAsync()).Hold!.Code);
        Assert.Single(_world.Market.Created);
    }

    [Fact]
    public async Task The_half_of_a_split_purchase_that_shows_itself_first_waits_for_the_other()
    {
        await DoubtAsync();
        var (first, second) = Split();

        await _world.NewsAsync(first);
        Assert.Equal(PurchaseOrderState.PlacementUnknown, (await ReadAsync()).State);

        await _world.NewsAsync(second);
        Assert.Equal(PurchaseOrderState.AwaitingApproval, (await ReadAsync()).State);
        await WaitAsync();
        Assert.Single(_world.Market.Created);
    }

    [Fact]
    public async Task A_split_purchase_that_is_given_up_while_one_half_is_known_is_cancelled_whole()
    {
        await DoubtAsync();
        var (first, _) = Split();
        await _world.NewsAsync(first);
        await _world.Commands.CancelAsync((await ReadAsync()).Key, "Ann", "not wanted", CancellationToken.None);

        _world.Market.IsVisible = true;
        await WaitAsync();
        await _world.PlayAsync((await ReadAsync()).Key);

        Assert.Equal(PurchaseOrderState.Cancelled, (await ReadAsync()).State);
        Assert.All(_world.Market.Orders, order => Assert.Equal(SupplierOrderStatus.Cancelled, order.Status));
    }

    [Fact]
    public async Task One_half_that_is_all_that_1688_ever_told_of_is_a_persons_turn()
    {
        await DoubtAsync();
        var (first, _) = Split();
        await _world.NewsAsync(first);

        await WaitAsync();

        Assert.Equal(HoldReasons.PlacedInPart.Code, (await ReadAsync()).Hold!.Code);
        Assert.Single(_world.Market.Created);
    }

    [Fact]
    public async Task The_second_half_that_comes_up_after_all_look_ups_completes_the_first()
    {
        await DoubtAsync();
        var (first, second) = Split();
        _world.Market.OnPreview = _ =>
            CallResult.NotSent<PurchasePreview>(
                new CallProblem(ProblemKind.RateLimited, "429", "slow down", RetryAfter: TimeSpan.FromMinutes(1))
            );
        await WaitAsync();
        Assert.Equal(PurchaseOrderState.Planned, (await ReadAsync()).State);

        await _world.NewsAsync(first);
        Assert.Equal(HoldReasons.PlacedInPart.Code, (await ReadAsync()).Hold!.Code);

        await _world.NewsAsync(second);
        Assert.Equal((PurchaseOrderState.AwaitingApproval, null), ((await ReadAsync()).State, (await ReadAsync()).Hold));
        await WaitAsync();
        Assert.Single(_world.Market.Created);
    }

    [Fact]
    public async Task Nobody_is_asked_for_the_money_of_goods_that_are_there_twice()
    {
        var purchase = await _world.AskedAsync();
        var asked = purchase.Approval!;
        _world.Market.Orders.Add(_world.Market.Single with { OrderId = "twin" });

        await _world.NewsAsync("twin");
        await _world.PlayAsync(purchase.Key);

        var doubled = await ReadAsync();
        Assert.Equal(HoldReasons.PurchaseDoubled.Code, doubled.Hold!.Code);
        Assert.Contains("twin", doubled.Hold.Detail, StringComparison.Ordinal);
        Assert.Equal((asked.Round, ApprovalState.Void), (doubled.Approval!.Round, doubled.Approval.State));
        Assert.Equal([HoldReasons.PurchaseDoubled.Code], _world.AlertRows.Open.Values.Select(alert => alert.Notice.Code));
        await _world.Commands.ReleaseAsync(s_order, "Ann", "let it go", CancellationToken.None);
        Assert.Equal(HoldReasons.PurchaseDoubled.Code, (await ReadAsync()).Hold!.Code);

        _world.Market.Change("twin", order => order with { Status = SupplierOrderStatus.Cancelled, RawStatus = "cancel" });
        await _world.NewsAsync("twin");
        await _world.PlayAsync(purchase.Key);

        var single = await ReadAsync();
        Assert.Equal(
            (null, asked.Round + 1, ApprovalState.Open, asked.Amount),
            (single.Hold, single.Approval!.Round, single.Approval.State, single.Approval.Amount)
        );
        Assert.Empty(_world.AlertRows.Open);
    }

    [Fact]
    public async Task What_was_approved_is_not_paid_when_the_goods_turn_out_to_be_there_twice()
    {
        var purchase = await _world.AskedAsync();
        await _world.PurchasingAccounts.SaveAsync(
            World.PurchasingAccount with
            {
                PaymentMode = PaymentMode.Agreement,
            },
            CancellationToken.None
        );
        await _world.DecideAsync(purchase, approve: true);
        _world.Market.Orders.Add(_world.Market.Single with { OrderId = "twin" });
        await _world.NewsAsync("twin");

        Assert.Equal(FulfilmentStep.AwaitPerson, (await _world.PlayAsync(purchase.Key)).Step);

        Assert.Empty(_world.Market.Payments);
        Assert.Equal(HoldReasons.PurchaseDoubled.Code, (await ReadAsync()).Hold!.Code);
    }

    // Asked for, made, and neither answered nor shown.
    private async Task DoubtAsync()
    {
        await PlanAsync();
        _world.Market.OnCreate = _ => CallResult.Unknown<PurchaseCreated>(new CallProblem(ProblemKind.Transient, "timeout", "no answer"));
        _world.Market.IsVisible = false;
        await _world.DrainAsync();
    }

    private async Task PlanAsync()
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001", "spec-1"));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 2));
        await _world.Pull.PullAsync(World.Account, CancellationToken.None);
        await _world.Mapper.ReviewAsync(_world.Queues.Orders.Dequeue(), isRedelivery: false, CancellationToken.None);
    }

    private (string First, string Second) Split()
    {
        var first = _world.Market.Single.OrderId;
        _world.Market.Change(first, order => order with { Lines = [order.Lines[0] with { Quantity = 1 }] });
        _world.Market.Orders.Add(_world.Market.Single with { OrderId = $"{first}-2" });
        return (first, $"{first}-2");
    }

    // Longer than all look-ups take.
    private async Task WaitAsync()
    {
        for (var wait = 0; wait < 8; wait++)
        {
            _world.Clock.Advance(TimeSpan.FromMinutes(6));
            await _world.DrainAsync();
        }
    }

    private Task<PurchaseOrder> ReadAsync() => _world.PurchaseAsync("1001");
}
