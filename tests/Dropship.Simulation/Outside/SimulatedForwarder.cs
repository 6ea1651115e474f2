using System.Globalization;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Simulation.Engine;

namespace Dropship.Simulation.Outside;

/// <summary>A forwarder: it puts goods of one order together or apart, replaces numbers, loses parcels for a while, and calls
/// back.</summary>
internal sealed class SimulatedForwarder(Scheduler scheduler, Dice dice, Faults faults, Wire wire)
    : IForwarder,
        IForwarders,
        IForwarderCallbacks
{
    private readonly SortedDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private int _next = 1;

    public string Kind => "simulated";

    public bool CanBeAsked => true;

    public IReadOnlyCollection<string> Kinds => [Kind];

    /// <summary>Told of each change.</summary>
    public Action<string>? OnChanged { get; set; }

    /// <summary>Told of the number of each parcel that it sends.</summary>
    public Action<string>? OnSent { get; set; }

    public IForwarder? Find(string kind) => kind == Kind ? this : null;

    public Task<CallResult<Unit>> AnnounceAsync(
        ForwarderAccount account,
        ForwarderAnnouncement announcement,
        CancellationToken cancellationToken
    ) =>
        wire.WriteAsync(
            "announce",
            announcement.Reference,
            mayBeLate: true,
            () =>
            {
                var known = _entries.GetValueOrDefault(announcement.Reference);
                var isMore =
                    known is null
                    || (
                        known.Shipments.Count > 0
                        && announcement
                            .Parcels.Select(parcel => parcel.WaybillNumber)
                            .Except(known.Announcement.Parcels.Select(parcel => parcel.WaybillNumber), StringComparer.Ordinal)
                            .Any()
                    );
                _entries[announcement.Reference] = (known ?? new Entry(announcement, [], false)) with { Announcement = announcement };
                if (isMore)
                {
                    scheduler.AfterOutside(dice.Hours(1, 20), () => Receive(announcement.Reference));
                }

                return CallResult.Success(default(Unit));
            }
        );

    public Task<CallResult<ForwarderStatus>> ReadAsync(ForwarderAccount account, string reference, CancellationToken cancellationToken) =>
        wire.ReadAsync(
            "read forwarder",
            reference,
            () =>
                _entries.TryGetValue(reference, out var entry)
                    ? CallResult.Success(
                        new ForwarderStatus
                        {
                            Parcels = entry.Announcement.Parcels,
                            ArrivedAt = entry.ArrivedAt,
                            Missing = entry.Missing,
                            Shipments = entry.Shipments,
                        }
                    )
                    : CallResult.Refused<ForwarderStatus>("404", "no such announcement", RefusalMeaning.NotFound)
        );

    public Task<CallResult<Unit>> CancelAsync(
        ForwarderAccount account,
        ForwarderAnnouncement announcement,
        CancellationToken cancellationToken
    ) =>
        wire.WriteAsync(
            "cancel announcement",
            announcement.Reference,
            mayBeLate: false,
            () =>
            {
                if (_entries.TryGetValue(announcement.Reference, out var entry))
                {
                    _entries[announcement.Reference] = entry with { IsCancelled = true };
                }

                return CallResult.Success(default(Unit));
            }
        );

    public Task<CallResult<Unit>> SendLabelsAsync(ForwarderAccount account, ForwarderLabels labels, CancellationToken cancellationToken) =>
        throw new NotSupportedException("No platform here makes labels.");

    public Task<CallResult<Unit>> VerifyAsync(ForwarderAccount account, CancellationToken cancellationToken) =>
        wire.ReadAsync("verify forwarder", account.Id, () => CallResult.Success(default(Unit)));

    public Task<ForwarderCallback> ReadCallbackAsync(
        ForwarderAccount account,
        WebhookRequest request,
        CancellationToken cancellationToken
    ) => Task.FromResult(new ForwarderCallback(WebhookAnswer.Taken, [request.Headers["reference"]]));

    private void Receive(string reference)
    {
        if (faults.Strike(Fault.GoodsLost))
        {
            Change(reference, entry => entry with { Missing = "the parcel is not here" });
            scheduler.AfterOutside(dice.Hours(1, 10), () => Arrive(reference));
        }
        else
        {
            Arrive(reference);
        }
    }

    private void Arrive(string reference)
    {
        Change(reference, entry => entry with { Missing = null, ArrivedAt = scheduler.Now });
        scheduler.AfterOutside(dice.Hours(0.5, 10), () => Send(reference));
    }

    private void Send(string reference)
    {
        var entry = _entries[reference];
        if (entry.IsCancelled)
        {
            return;
        }

        // Goods of one order that are here go together, if the forwarder pleases.
        var together =
            entry.Shipments.Count == 0 && dice.Chance(0.4)
                ? _entries
                    .FirstOrDefault(other =>
                        other.Key != reference
                        && other.Value is { IsCancelled: false, Shipments.Count: > 0 }
                        && OrderOf(other.Key) == OrderOf(reference)
                    )
                    .Value
                : null;
        List<OnwardShipment> shipments;
        if (together is not null)
        {
            shipments = [together.Shipments[^1] with { Lines = [] }];
        }
        else if (entry is { Shipments.Count: 0, Announcement.Goods: [{ Quantity: > 1 } goods] } && dice.Chance(0.4))
        {
            shipments =
            [
                Make() with
                {
                    Lines = [new LineQuantity(goods.LineId, 1)],
                },
                Make() with
                {
                    Lines = [new LineQuantity(goods.LineId, goods.Quantity - 1)],
                },
            ];
        }
        else
        {
            shipments = [Make()];
        }

        Change(reference, old => old with { Shipments = [.. old.Shipments, .. shipments] });
        foreach (var shipment in shipments)
        {
            OnSent?.Invoke(shipment.TrackingNumber);
        }

        if (together is null && faults.Strike(Fault.WaybillReplaced))
        {
            scheduler.AfterOutside(dice.Hours(0.01, 8), () => Renumber(reference));
        }
    }

    private void Renumber(string reference)
    {
        var old = _entries[reference].Shipments[0];
        OnSent?.Invoke($"{old.TrackingNumber}B");
        foreach (var key in _entries.Keys.Where(key => _entries[key].Shipments.Any(one => one.ShipmentId == old.ShipmentId)).ToList())
        {
            Change(
                key,
                entry =>
                    entry with
                    {
                        Shipments =
                        [
                            .. entry.Shipments.Select(one =>
                                one.ShipmentId == old.ShipmentId ? one with { TrackingNumber = $"{old.TrackingNumber}B" } : one
                            ),
                        ],
                    }
            );
        }
    }

    private OnwardShipment Make()
    {
        var number = _next++;
        return new OnwardShipment
        {
            ShipmentId = string.Create(CultureInfo.InvariantCulture, $"FS{number}"),
            TrackingNumber = string.Create(CultureInfo.InvariantCulture, $"LX{number:D9}"),
            CarrierName = "Yanwen",
            ShippedAt = scheduler.Now,
        };
    }

    private void Change(string reference, Func<Entry, Entry> change)
    {
        _entries[reference] = change(_entries[reference]);
        wire.Note(null, "forwarder changes", reference, string.Join(", ", _entries[reference].Shipments.Select(one => one.TrackingNumber)));
        OnChanged?.Invoke(reference);
    }

    private static OrderKey OrderOf(string reference) => PurchaseOrderKey.Parse(reference).Order;

    private sealed record Entry(ForwarderAnnouncement Announcement, IReadOnlyList<OnwardShipment> Shipments, bool IsCancelled)
    {
        public DateTimeOffset? ArrivedAt { get; init; }

        public string? Missing { get; init; }
    }
}
