using System.Globalization;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.TestKit.Outside;

namespace Dropship.Core.Tests.Support;

/// <summary>A store in memory, with its own rules about fulfilments.</summary>
internal class FakeStore(TimeProvider time) : IStorePlatform, ITrackingPush, IStoreWebhooks, IStorePlatforms
{
    private int _next = 1;

    public Dictionary<string, StoreOrder> Orders { get; } = [];

    /// <summary>Orders that the store sends in a form that cannot be read: id and what is wrong.</summary>
    public Dictionary<string, string> Malformed { get; } = [];

    /// <summary>Whether its listing holds whole orders; if not, only that they changed.</summary>
    public bool ListsWholeOrders { get; set; }

    /// <summary>Orders that the listing shows only later than they changed.</summary>
    public Dictionary<string, DateTimeOffset> ListedFrom { get; } = [];

    /// <summary>Orders whose reads fail, and how.</summary>
    public Dictionary<string, CallProblem> FailingReads { get; } = [];

    /// <summary>The orders that were read one by one, in turn.</summary>
    public List<string> Reads { get; } = [];

    /// <summary>The orders that were asked for together, by call.</summary>
    public List<IReadOnlyList<string>> Batches { get; } = [];

    public int Writes { get; private set; }

    public CallProblem? Down { get; set; }

    /// <summary>Takes writes and fails reads, as a store does that answers too many calls.</summary>
    public CallProblem? ReadsDown { get; set; }

    /// <summary>Refuses every fulfilment with this meaning.</summary>
    public RefusalMeaning? PushRefusal { get; set; }

    /// <summary>Decides the answer to a new fulfilment; null works.</summary>
    public Func<TrackingPush, CallResult<TrackingReceipt>?>? OnPush { get; set; }

    /// <summary>Sees each number that takes the place of another.</summary>
    public Action<TrackingPush>? OnReplace { get; set; }

    /// <summary>Called before and after each call.</summary>
    public Action? OnEdge { get; set; }

    /// <summary>How many more reads do not show what was just written.</summary>
    public int StaleReads { get; set; }

    public int PageSize { get; set; } = 50;

    public string Name => "fake";

    public IReadOnlyCollection<string> Names => ["fake"];

    public StoreCapabilities Capabilities { get; set; } =
        new()
        {
            PartialShipment = true,
            TrackingUpdate = true,
            ListingLag = TimeSpan.FromMinutes(2),
        };

    public IStorePlatform? Find(string name) => name == Name ? this : null;

    public void Change(string id, Func<StoreOrder, StoreOrder> change) =>
        Orders[id] = change(Orders[id]) with { UpdatedAt = time.GetUtcNow() };

    public Task<CallResult<StoreOrderPage>> ListChangedOrdersAsync(
        StoreAccount account,
        DateTimeOffset from,
        DateTimeOffset until,
        string? page,
        CancellationToken cancellationToken
    )
    {
        if (Down is { } problem)
        {
            return Task.FromResult(
                problem.Kind == ProblemKind.Unauthorized
                    ? CallResult.Unauthorized<StoreOrderPage>(problem.Code, problem.Text)
                    : CallResult.NotSent<StoreOrderPage>(problem)
            );
        }

        var skip = page is null ? 0 : int.Parse(page, CultureInfo.InvariantCulture);
        var all = Orders
            .Values.Where(order =>
                order.UpdatedAt >= from && order.UpdatedAt <= until && ListedFrom.GetValueOrDefault(order.StoreOrderId) <= time.GetUtcNow()
            )
            .OrderBy(order => order.UpdatedAt)
            .Select(order => ListsWholeOrders ? Reading(order) : StoreOrderReading.Changed(order.StoreOrderId, order.UpdatedAt))
            .ToList();
        var next = skip + PageSize < all.Count ? (skip + PageSize).ToString(CultureInfo.InvariantCulture) : null;
        return Task.FromResult(CallResult.Success(new StoreOrderPage([.. all.Skip(skip).Take(PageSize)], next)));
    }

    public Task<CallResult<StoreOrderReading>> ReadOrderAsync(
        StoreAccount account,
        string storeOrderId,
        CancellationToken cancellationToken
    ) =>
        Answer(() =>
        {
            Reads.Add(storeOrderId);
            return (Down ?? ReadsDown ?? FailingReads.GetValueOrDefault(storeOrderId)) is { } problem
                ? problem.Kind == ProblemKind.Rejected
                    ? CallResult.Refused<StoreOrderReading>(problem.Code, problem.Text, problem.Meaning)
                    : CallResult.NotSent<StoreOrderReading>(problem)
                : StaleReads-- > 0 && Orders.TryGetValue(storeOrderId, out var stale)
                    ? CallResult.Success(Reading(stale with { Fulfilments = [] }))
                    : Orders.TryGetValue(storeOrderId, out var order)
                        ? CallResult.Success(Reading(order))
                        : CallResult.Refused<StoreOrderReading>("404", "no such order", RefusalMeaning.NotFound);
        });

    public async Task<IReadOnlyList<CallResult<StoreOrderReading>>> ReadOrdersAsync(
        StoreAccount account,
        IReadOnlyList<string> storeOrderIds,
        CancellationToken cancellationToken
    )
    {
        Batches.Add(storeOrderIds);
        return await Task.WhenAll(storeOrderIds.Select(id => ReadOrderAsync(account, id, cancellationToken)));
    }

    public Task<CallResult<TrackingReceipt>> PushTrackingAsync(
        StoreAccount account,
        TrackingPush push,
        CancellationToken cancellationToken
    ) =>
        Answer(() =>
        {
            if (Down is { } problem)
            {
                return CallResult.NotSent<TrackingReceipt>(problem);
            }

            if (OnPush?.Invoke(push) is { } answer)
            {
                return answer;
            }

            if (PushRefusal is { } meaning)
            {
                return CallResult.Refused<TrackingReceipt>("refused", "not this one", meaning);
            }

            var order = Orders[push.StoreOrderId];
            var (judged, sent) = StoreFulfilments.Judge(order, push);
            if (judged is not null)
            {
                return judged;
            }

            Writes++;
            var id = string.Create(CultureInfo.InvariantCulture, $"F{_next++}");
            Change(push.StoreOrderId, old => old.Fulfil(id, sent, push.TrackingNumber));
            return CallResult.Success(new TrackingReceipt(id, false));
        });

    public Task<CallResult<TrackingReceipt>> AddTrackingAsync(
        StoreAccount account,
        string fulfilmentId,
        TrackingPush push,
        CancellationToken cancellationToken
    ) => Task.FromResult(WriteNumber(fulfilmentId, push, order => order.AddNumber(fulfilmentId, push)));

    public Task<CallResult<TrackingReceipt>> ReplaceTrackingAsync(
        StoreAccount account,
        string fulfilmentId,
        TrackingPush push,
        CancellationToken cancellationToken
    )
    {
        OnReplace?.Invoke(push);
        return Task.FromResult(WriteNumber(fulfilmentId, push, order => order.ReplaceNumber(fulfilmentId, push)));
    }

    private Task<CallResult<T>> Answer<T>(Func<CallResult<T>> act)
    {
        OnEdge?.Invoke();
        var answer = act();
        OnEdge?.Invoke();
        return Task.FromResult(answer);
    }

    private StoreOrderReading Reading(StoreOrder order) =>
        Malformed.TryGetValue(order.StoreOrderId, out var wrong)
            ? new StoreOrderReading(order.StoreOrderId, order.UpdatedAt, null, wrong)
            : new StoreOrderReading(order.StoreOrderId, order.UpdatedAt, order, null);

    private CallResult<TrackingReceipt> WriteNumber(string fulfilmentId, TrackingPush push, Func<StoreOrder, StoreOrder> write)
    {
        if (Down is { } problem)
        {
            return CallResult.NotSent<TrackingReceipt>(problem);
        }

        if (StoreFulfilments.Judge(Orders[push.StoreOrderId], fulfilmentId, push) is { } judged)
        {
            return judged;
        }

        Writes++;
        Change(push.StoreOrderId, write);
        return CallResult.Success(new TrackingReceipt(fulfilmentId, false));
    }

    public Task<WebhookReading> ReadWebhookAsync(StoreAccount account, WebhookRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(Read(request.Headers));

    private static WebhookReading Read(IReadOnlyDictionary<string, string> headers) =>
        headers.ContainsKey("unanswered") ? new WebhookReading { Verdict = WebhookVerdict.Unanswered, Problem = "not now" }
        : headers.ContainsKey("signed")
            ? new WebhookReading
            {
                Verdict = WebhookVerdict.Genuine,
                Subject = Enum.Parse<WebhookSubject>(headers["subject"]),
                StoreOrderId = headers.GetValueOrDefault("order"),
                StoreOrderIds = headers.TryGetValue("order", out var id) ? [id] : [],
                ChangedAt = headers.TryGetValue("changed", out var changed)
                    ? DateTimeOffset.Parse(changed, CultureInfo.InvariantCulture)
                    : null,
                DeliveryId = headers.GetValueOrDefault("delivery") ?? string.Empty,
                EventId = headers.GetValueOrDefault("event") ?? string.Empty,
                Topic = "topic",
            }
        : new WebhookReading { Verdict = WebhookVerdict.BadSignature, Problem = "not signed" };

    public Uri? OrderPageOf(StoreAccount account, string storeOrderId) => null;

    public async Task<CallResult<StoreIdentity>> VerifyAsync(StoreAccount account, CancellationToken cancellationToken)
    {
        await (OnVerify?.Invoke(account) ?? Task.CompletedTask);
        return Down is { Kind: ProblemKind.Unauthorized } refused ? CallResult.Unauthorized<StoreIdentity>(refused.Code, refused.Text)
            : Down is { } problem ? CallResult.NotSent<StoreIdentity>(problem)
            : CallResult.Success(new StoreIdentity("store", "USD", [], ShopId));
    }

    /// <summary>Runs while the store verifies an account; null for nothing.</summary>
    public Func<StoreAccount, Task>? OnVerify { get; set; }

    /// <summary>What the platform calls the shop; null when it does not say.</summary>
    public string? ShopId { get; set; }
}
