using System.Collections.Concurrent;
using System.Globalization;
using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Upkeep;

namespace Dropship.Core.Tests.Support;

internal sealed class MemoryAccounts : IStoreAccounts, IPurchasingAccounts, IForwarderAccounts
{
    private readonly Dictionary<string, StoreAccount> _stores = [];
    private readonly Dictionary<string, PurchasingAccount> _purchasingAccounts = [];
    private readonly Dictionary<string, ForwarderAccount> _forwarders = [];
    private readonly Dictionary<string, PullCursor> _cursors = [];
    private readonly ConcurrentDictionary<string, bool> _claims = new(StringComparer.Ordinal);

    Task<ForwarderAccount?> IForwarderAccounts.FindAsync(string accountId, CancellationToken cancellationToken) =>
        Task.FromResult(_forwarders.GetValueOrDefault(accountId));

    Task<IReadOnlyList<ForwarderAccount>> IForwarderAccounts.ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ForwarderAccount>>([.. _forwarders.Values]);

    Task IForwarderAccounts.DeleteAsync(string accountId, CancellationToken cancellationToken) =>
        Task.FromResult(_forwarders.Remove(accountId));

    public Task SaveAsync(ForwarderAccount account, CancellationToken cancellationToken)
    {
        _forwarders[account.Id] = account;
        return Task.CompletedTask;
    }

    Task<StoreAccount?> IStoreAccounts.FindAsync(string accountId, CancellationToken cancellationToken) =>
        Task.FromResult(_stores.GetValueOrDefault(accountId));

    Task<IReadOnlyList<StoreAccount>> IStoreAccounts.ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<StoreAccount>>([.. _stores.Values]);

    public Task SaveAsync(StoreAccount account, CancellationToken cancellationToken)
    {
        _stores[account.Id] = account;
        return Task.CompletedTask;
    }

    Task<PurchasingAccount?> IPurchasingAccounts.FindAsync(string accountId, CancellationToken cancellationToken) =>
        Task.FromResult(_purchasingAccounts.GetValueOrDefault(accountId));

    Task<IReadOnlyList<PurchasingAccount>> IPurchasingAccounts.ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<PurchasingAccount>>([.. _purchasingAccounts.Values]);

    Task IStoreAccounts.DeleteAsync(string accountId, CancellationToken cancellationToken) => Task.FromResult(_stores.Remove(accountId));

    Task IPurchasingAccounts.DeleteAsync(string accountId, CancellationToken cancellationToken) =>
        Task.FromResult(_purchasingAccounts.Remove(accountId));

    public Task SaveAsync(PurchasingAccount account, CancellationToken cancellationToken)
    {
        _purchasingAccounts[account.Id] = account;
        return Task.CompletedTask;
    }

    public Task<IAsyncDisposable?> TryClaimAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult<IAsyncDisposable?>(_claims.TryAdd(name, true) ? new Claim(() => _claims.TryRemove(name, out _)) : null);

    public Task<PullCursor> ReadCursorAsync(string accountId, CancellationToken cancellationToken) =>
        Task.FromResult(_cursors.GetValueOrDefault(accountId) ?? PullCursor.Start);

    public Task<bool> SaveCursorAsync(string accountId, PullCursor cursor, CancellationToken cancellationToken)
    {
        _cursors[accountId] = cursor;
        return Task.FromResult(true);
    }

    private sealed class Claim(Action end) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            end();
            return ValueTask.CompletedTask;
        }
    }
}

internal sealed class MemoryMappings : ISkuMappings
{
    private readonly Dictionary<string, SkuMapping> _mappings = [];
    private readonly HashSet<(string Sku, OrderKey Order)> _waiting = [];

    public Task<IReadOnlyDictionary<string, SkuMapping>> FindAsync(
        string accountId,
        IReadOnlyCollection<string> skus,
        CancellationToken cancellationToken
    ) => Task.FromResult<IReadOnlyDictionary<string, SkuMapping>>(_mappings.Where(entry => skus.Contains(entry.Key)).ToDictionary());

    public Task<IReadOnlyList<SkuMapping>> ListAsync(string accountId, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<SkuMapping>>([.. _mappings.Values]);

    public Task<SkuMapping> SaveAsync(SkuMapping mapping, CancellationToken cancellationToken)
    {
        var known = _mappings.GetValueOrDefault(mapping.Sku);
        var saved = mapping.After(known) with { Version = (known?.Version ?? 0) + 1 };
        _mappings[mapping.Sku] = saved;
        return Task.FromResult(saved);
    }

    public Task<SkuMapping?> NoteVariantAsync(string accountId, string sku, MappedVariant variant, CancellationToken cancellationToken)
    {
        if (_mappings.TryGetValue(sku, out var known) && known.Variant is null)
        {
            _mappings[sku] = known with { Variant = variant };
        }

        return Task.FromResult(_mappings.GetValueOrDefault(sku));
    }

    public Task DeleteAsync(string accountId, string sku, CancellationToken cancellationToken) => Task.FromResult(_mappings.Remove(sku));

    public Task AddWaitingAsync(OrderKey order, IReadOnlyCollection<string> skus, CancellationToken cancellationToken)
    {
        _waiting.UnionWith(skus.Select(sku => (sku, order)));
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<OrderKey>> ListWaitingAsync(string accountId, string sku, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<OrderKey>>([.. _waiting.Where(entry => entry.Sku == sku).Select(entry => entry.Order)]);

    public Task RemoveWaitingAsync(OrderKey order, IReadOnlyCollection<string> skus, CancellationToken cancellationToken)
    {
        _waiting.RemoveWhere(entry => entry.Order == order && skus.Contains(entry.Sku));
        return Task.CompletedTask;
    }
}

/// <summary>Queues whose messages a test hands on by itself.</summary>
internal sealed class MemoryQueues : IWorkQueues
{
    public Queue<string> Pulls { get; } = [];

    public Queue<OrderKey> Orders { get; } = [];

    public Queue<StoreChange> StoreChanges { get; } = [];

    /// <summary>What the queue of store changes fails with; null when it works.</summary>
    public Exception? Down { get; set; }

    /// <summary>Changes that are to be looked at after a while.</summary>
    public List<(StoreChange Change, TimeSpan After)> LaterStoreChanges { get; } = [];

    public Queue<(PurchaseOrderKey Key, PlacementMessageId Call)> PurchaseOrders { get; } = [];

    public Queue<SupplierChange> SupplierChanges { get; } = [];

    public Queue<AlertKey> Alerts { get; } = [];

    public List<TimeSpan?> AlertWaits { get; } = [];

    public Queue<string> Erasures { get; } = [];

    public Task SendErasureAsync(string accountId, CancellationToken cancellationToken) => Add(Erasures, accountId);

    public Task SendStorePullAsync(string accountId, CancellationToken cancellationToken) => Add(Pulls, accountId);

    public Task SendStoreChangeAsync(OrderKey order, DateTimeOffset? changedAt, TimeSpan? after, CancellationToken cancellationToken)
    {
        if (Down is not null)
        {
            throw Down;
        }

        if (after is { } wait)
        {
            LaterStoreChanges.Add((new StoreChange(order, changedAt), wait));
            return Task.CompletedTask;
        }

        return Add(StoreChanges, new StoreChange(order, changedAt));
    }

    public Task SendOrderAsync(OrderKey order, CancellationToken cancellationToken) => Add(Orders, order);

    public Task SendPurchaseOrderAsync(
        PurchaseOrderKey key,
        string purchasingAccountId,
        PlacementMessageId call,
        CancellationToken cancellationToken
    ) => Add(PurchaseOrders, (key, call));

    public Task SendSupplierChangeAsync(SupplierChange change, TimeSpan? after, CancellationToken cancellationToken) =>
        Add(SupplierChanges, change);

    public Task SendAlertAsync(AlertKey alert, TimeSpan? after, CancellationToken cancellationToken)
    {
        AlertWaits.Add(after);
        return Add(Alerts, alert);
    }

    private static Task Add<T>(Queue<T> queue, T message)
    {
        queue.Enqueue(message);
        return Task.CompletedTask;
    }
}

internal sealed class MemoryAlerts(TimeProvider time) : IAlerts
{
    public Dictionary<AlertKey, Alert> Open { get; } = [];

    /// <summary>How often each alert began.</summary>
    public Dictionary<AlertKey, int> Raised { get; } = [];

    public Task RaiseAsync(AlertNotice notice, CancellationToken cancellationToken)
    {
        if (Open.TryAdd(notice.Key, new Alert { Notice = notice, RaisedAt = time.GetUtcNow() }))
        {
            Raised[notice.Key] = Raised.GetValueOrDefault(notice.Key) + 1;
        }

        return Task.CompletedTask;
    }

    /// <summary>Called before an alert is closed; may change its order to stand for somebody who is faster.</summary>
    public Action? BeforeResolve { get; set; }

    public Task ResolveAsync(AlertKey key, CancellationToken cancellationToken)
    {
        BeforeResolve?.Invoke();
        Open.Remove(key);
        return Task.CompletedTask;
    }

    public Task<bool> SettleAsync(AlertKey key, string who, string why, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<Alert>> ListOpenAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Alert>>([.. Open.Values]);

    public Task<Alert?> FindAsync(AlertKey key, CancellationToken cancellationToken) => Task.FromResult(Open.GetValueOrDefault(key));

    public Task<bool> TryClaimAsync(Alert alert, CancellationToken cancellationToken)
    {
        if (Open.GetValueOrDefault(alert.Notice.Key)?.ClaimedAt > time.GetUtcNow().AddSeconds(-90))
        {
            return Task.FromResult(false);
        }

        Open[alert.Notice.Key] = alert with { ClaimedAt = time.GetUtcNow() };
        return Task.FromResult(true);
    }

    public Task MarkToldAsync(Alert alert, IReadOnlyCollection<string> readers, CancellationToken cancellationToken)
    {
        Open[alert.Notice.Key] = alert with { ToldTo = [.. alert.ToldTo.Union(readers, StringComparer.Ordinal)] };
        return Task.CompletedTask;
    }

    public Task MarkMailedAsync(Alert alert, CancellationToken cancellationToken)
    {
        Open[alert.Notice.Key] = alert with { MailedAt = time.GetUtcNow() };
        return Task.CompletedTask;
    }

    public Task MarkEscalatedAsync(Alert alert, CancellationToken cancellationToken)
    {
        Open[alert.Notice.Key] = alert with { EscalatedAt = time.GetUtcNow() };
        return Task.CompletedTask;
    }
}

/// <summary>Alerts of which only the removal of closed ones counts.</summary>
internal sealed class ClosedAlerts : IAlertRows
{
    public DateOnly? RemovedBefore { get; private set; }

    public IAsyncEnumerable<int> RemoveClosedBeforeAsync(DateOnly day, CancellationToken cancellationToken)
    {
        RemovedBefore = day;
        return AsyncEnumerable.Repeat(3, 1);
    }

    public Task<bool> TryOpenAsync(Alert alert, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Alert?> FindAsync(AlertKey key, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<Alert>> ListOpenAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> TrySaveAsync(Alert alert, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task CloseAsync(Alert alert, CancellationToken cancellationToken) => throw new NotSupportedException();
}

internal sealed class MemoryDeliveries : IWebhookDeliveries
{
    public DateTimeOffset? RemovedBefore { get; private set; }

    /// <summary>How many go with each step of a removal.</summary>
    public IEnumerable<int> Steps { get; set; } = [];

    public IAsyncEnumerable<int> RemoveBeforeAsync(DateTimeOffset takenBefore, CancellationToken cancellationToken)
    {
        RemovedBefore = takenBefore;
        return Steps.ToAsyncEnumerable();
    }

    private readonly HashSet<(string Account, string Id)> _taken = [];

    public Task<bool> WasTakenAsync(string accountId, string deliveryId, CancellationToken cancellationToken) =>
        Task.FromResult(_taken.Contains((accountId, deliveryId)));

    public Task MarkTakenAsync(string accountId, string deliveryId, string topic, CancellationToken cancellationToken)
    {
        _taken.Add((accountId, deliveryId));
        return Task.CompletedTask;
    }
}

internal sealed class MemoryWorkflows : IWorkflows
{
    private readonly Lock _gate = new();

    public List<PurchaseOrderKey> Started { get; } = [];

    public List<PurchaseOrderKey> Woken { get; } = [];

    /// <summary>Those that have run for long.</summary>
    public IReadOnlyList<PurchaseOrderKey> Old { get; set; } = [];

    /// <summary>What each removal finds, and the time before which it was asked to look.</summary>
    public Func<DateTimeOffset, WorkflowRemoval> Removes { get; set; } = _ => new WorkflowRemoval(0, true);

    /// <summary>Whether the hub can be reached.</summary>
    public bool IsDown { get; set; }

    /// <summary>Whether events are lost on their way.</summary>
    public bool IsDeaf { get; set; }

    public IReadOnlyList<(PurchaseOrderKey Key, string Problem)> Broken { get; set; } = [];

    public List<PurchaseOrderKey> Restarted { get; } = [];

    public Task RestartFulfilmentAsync(PurchaseOrderKey key, CancellationToken cancellationToken)
    {
        Restarted.Add(key);
        return Task.CompletedTask;
    }

    public IAsyncEnumerable<(PurchaseOrderKey Key, string Problem)> ListBrokenAsync(CancellationToken cancellationToken) =>
        Broken.ToAsyncEnumerable();

    public Task StartFulfilmentAsync(PurchaseOrderKey key, CancellationToken cancellationToken)
    {
        if (IsDown)
        {
            throw new InvalidOperationException("no hub");
        }

        if (!Started.Contains(key))
        {
            Started.Add(key);
        }

        return Task.CompletedTask;
    }

    public Task WakeAsync(PurchaseOrderKey key, CancellationToken cancellationToken)
    {
        if (!IsDeaf)
        {
            lock (_gate)
            {
                Woken.Add(key);
            }
        }

        return Task.CompletedTask;
    }

    public IAsyncEnumerable<PurchaseOrderKey> ListRunningAsync(DateTimeOffset startedBefore, CancellationToken cancellationToken) =>
        Old.ToAsyncEnumerable();

    public Task<WorkflowRemoval> RemoveEndedAsync(DateTimeOffset startedBefore, CancellationToken cancellationToken) =>
        Task.FromResult(Removes(startedBefore));
}

internal sealed class MemorySecrets : ISecretStore
{
    public Dictionary<string, string> Values { get; } = [];

    public Task<string?> GetAsync(string name, CancellationToken cancellationToken) => Task.FromResult(Values.GetValueOrDefault(name));

    public Task SetAsync(string name, string value, CancellationToken cancellationToken)
    {
        Values[name] = value;
        return Task.CompletedTask;
    }
}

/// <summary>Keeps the mails; refuses them while a test says so.</summary>
internal sealed class MemoryMailer : IMailer
{
    public List<OutgoingMail> Sent { get; } = [];

    public bool IsDown { get; set; }

    /// <summary>Whose mails fail.</summary>
    public string? RefusesTo { get; set; }

    public Task<CallResult<Unit>> SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        if (IsDown || mail.To.Contains(RefusesTo))
        {
            return Task.FromResult(CallResult.NotSent<Unit>(new CallProblem(ProblemKind.Transient, "down", "the mail server is down")));
        }

        Sent.Add(mail);
        return Task.FromResult(CallResult.Success(default(Unit)));
    }
}

internal sealed class PlainNotices : INotices
{
    public OutgoingMail AskForApproval(ApprovalFacts facts, Approver approver, Uri page, int reminder) =>
        Mail(
            $"approve-{facts.Key}-{facts.Approval.Round}-{reminder}-{approver.Id}",
            approver,
            facts.Approval.Amount.ToString(),
            page.AbsoluteUri
        );

    public OutgoingMail AskForPayment(ApprovalFacts facts, Approver approver, Uri page) =>
        Mail($"pay-{facts.Key}-{facts.Approval.Round}-{approver.Id}", approver, facts.Approval.Amount.ToString(), page.AbsoluteUri);

    public OutgoingMail Collected(IReadOnlyList<ApproverMatter> matters, Approver approver, string batch) =>
        Mail(
            $"collected-{batch}-{approver.Id}",
            approver,
            "collected",
            string.Join('\n', matters.Select(matter => matter.Page.AbsoluteUri))
        );

    public OutgoingMail Alert(IReadOnlyList<Alert> alerts, Approver reader, Uri list) =>
        Mail(
            $"alert-{alerts[0].Notice.Key}-{reader.Id}",
            reader,
            alerts[0].Notice.Code,
            string.Join('\n', alerts.Select(alert => alert.Notice.Detail))
        );

    public ChatMessage AlertGroup(IReadOnlyList<Alert> alerts, Language language) =>
        new(alerts[0].Notice.Key.ToString(), alerts[0].Notice.Code, string.Join('\n', alerts.Select(alert => alert.Notice.Detail)));

    public OutgoingMail Digest(DailyDigest digest, Approver reader, Uri list) =>
        Mail($"digest-{digest.Day:O}-{reader.Id}", reader, "digest", Told(digest));

    public ChatMessage DigestGroup(DailyDigest digest, Language language) => new($"digest-{digest.Day:O}", "digest", Told(digest));

    private static string Told(DailyDigest digest) =>
        string.Join(
            '\n',
            digest
                .Items.SelectMany(kind => kind.Select(item => $"{kind.Key}: {item.Subject} {item.Code ?? item.Amount?.ToString()}"))
                .Append(digest.Figures.ToString())
        );

    private static OutgoingMail Mail(string id, Approver to, string subject, string text) =>
        new()
        {
            Id = id,
            To = [to.Email],
            Subject = subject,
            Text = text,
            Html = text,
        };
}

internal sealed class MemoryOutages : IOutages
{
    private readonly Dictionary<string, Outage> _outages = [];
    private int _version;

    public Task<Outage?> FindAsync(string service, CancellationToken cancellationToken) =>
        Task.FromResult(_outages.GetValueOrDefault(service));

    public Task<bool> TrySaveAsync(Outage outage, CancellationToken cancellationToken)
    {
        if (_outages.GetValueOrDefault(outage.Service)?.Version != outage.Version)
        {
            return Task.FromResult(false);
        }

        _outages[outage.Service] = outage with { Version = $"{++_version}" };
        return Task.FromResult(true);
    }

    public Task RemoveAsync(string service, CancellationToken cancellationToken)
    {
        _outages.Remove(service);
        return Task.CompletedTask;
    }
}

internal sealed class MemoryReconciliations : IReconciliations
{
    private readonly Dictionary<(ReconciledCounterparty Side, string AccountId), ReconciliationRecord> _records = [];
    private int _version;

    public IReadOnlyCollection<ReconciliationRecord> Records => _records.Values;

    public Queue<(ReconciliationMessage Turn, TimeSpan? After)> Turns { get; } = [];

    public Task<ReconciliationRecord?> FindAsync(ReconciledCounterparty side, string accountId, CancellationToken cancellationToken) =>
        Task.FromResult(_records.GetValueOrDefault((side, accountId)));

    public Task<IReadOnlyList<ReconciliationRecord>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ReconciliationRecord>>([.. _records.Values]);

    public Task<bool> TrySaveAsync(ReconciliationRecord record, CancellationToken cancellationToken)
    {
        var key = (record.Side, record.AccountId);
        if (_records.GetValueOrDefault(key)?.Version != record.Version)
        {
            return Task.FromResult(false);
        }

        _records[key] = record with { Version = $"{++_version}" };
        return Task.FromResult(true);
    }

    public Task SendAsync(ReconciliationMessage turn, TimeSpan? after, CancellationToken cancellationToken)
    {
        Turns.Enqueue((turn, after));
        return Task.CompletedTask;
    }
}

internal sealed class MemoryFailedMessages : IFailedMessages
{
    private readonly Dictionary<string, FailedMessage> _messages = [];
    private int _version;

    public List<(string Queue, string Text, string? Session, string Id)> Sent { get; } = [];

    public FailedMessage Single => _messages.Values.Single();

    public Task<FailedMessage?> FindAsync(string id, CancellationToken cancellationToken) =>
        Task.FromResult(_messages.GetValueOrDefault(id));

    public Task<IReadOnlyList<FailedMessage>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<FailedMessage>>([.. _messages.Values]);

    public Task<bool> TrySaveAsync(FailedMessage message, CancellationToken cancellationToken)
    {
        if (_messages.GetValueOrDefault(message.Id)?.Version != message.Version)
        {
            return Task.FromResult(false);
        }

        _messages[message.Id] = message with { Version = $"{++_version}" };
        return Task.FromResult(true);
    }

    public Task<bool> TryRemoveAsync(FailedMessage message, CancellationToken cancellationToken) =>
        Task.FromResult(_messages.GetValueOrDefault(message.Id)?.Version == message.Version && _messages.Remove(message.Id));

    public Task SendAgainAsync(FailedMessage message, string messageId, CancellationToken cancellationToken)
    {
        Sent.Add((message.Queue, message.Text, message.Session, messageId));
        return Task.CompletedTask;
    }
}

internal sealed class MemoryWaitingMails : IWaitingMails
{
    private readonly SortedDictionary<string, WaitingMail> _rows = new(StringComparer.Ordinal);
    private int _version;

    /// <summary>Happens right before anything is removed.</summary>
    public Action? BeforeRemove { get; set; }

    public IReadOnlyCollection<WaitingMail> All => _rows.Values;

    public Task<WaitingMail> AddAsync(WaitingMail mail, CancellationToken cancellationToken)
    {
        if (!_rows.ContainsKey(KeyOf(mail)))
        {
            Put(mail);
        }

        return Task.FromResult(_rows[KeyOf(mail)]);
    }

    public Task<IReadOnlyList<WaitingMail>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<WaitingMail>>([.. _rows.Values.OrderBy(mail => mail.Since)]);

    public Task<IReadOnlyList<WaitingMail>?> TrySaveAsync(IReadOnlyList<WaitingMail> mails, CancellationToken cancellationToken) =>
        Task.FromResult(
            mails.All(mail => _rows.GetValueOrDefault(KeyOf(mail))?.Version == mail.Version)
                ? (IReadOnlyList<WaitingMail>?)[.. mails.Select(Put)]
                : null
        );

    public Task RemoveAsync(IReadOnlyList<WaitingMail> mails, CancellationToken cancellationToken)
    {
        BeforeRemove?.Invoke();
        foreach (var mail in mails)
        {
            _rows.Remove(KeyOf(mail));
        }

        return Task.CompletedTask;
    }

    private WaitingMail Put(WaitingMail mail) =>
        _rows[KeyOf(mail)] = mail with { Version = (++_version).ToString(CultureInfo.InvariantCulture) };

    private static string KeyOf(WaitingMail mail) => $"{mail.Key}|{mail.Kind}|{mail.Round}|{mail.Reminder}";
}
