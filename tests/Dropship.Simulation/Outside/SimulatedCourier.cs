using System.Globalization;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Simulation.Engine;

namespace Dropship.Simulation.Outside;

/// <summary>
/// A tracking service and the carriers behind it: parcels go their way, fail, or fall silent; the service follows what it is told of, under
/// the carrier that it is told, uses words of its own, and does not answer for hours.
/// </summary>
internal sealed class SimulatedCourier(Scheduler scheduler, Dice dice, Faults faults, Wire wire) : ICourierTracking
{
    private const string Domestic = "YTO";
    private const string Onward = "YANWEN";
    private static readonly TimeSpan s_reused = TimeSpan.FromDays(90);

    private readonly SortedDictionary<string, Way> _ways = new(StringComparer.Ordinal);
    private readonly HashSet<(string Number, string? Carrier)> _followed = [];
    private readonly List<CourierReading> _calls = [];
    private DateTimeOffset _downUntil;

    public string Id => "courier";

    public string Source => "simulated";

    /// <summary>Told of each callback that is to be delivered, by its number.</summary>
    public Action<int>? OnNews { get; set; }

    /// <summary>Has the service answer nobody for a while. What it is to tell, it tells all the same.</summary>
    public void GoDown(TimeSpan span) => _downUntil = scheduler.Now + span;

    /// <summary>A supplier's number is handed out; the carrier may have used it before.</summary>
    public void Issue(string number)
    {
        if (!_ways.ContainsKey(number) && faults.Strike(Fault.NumberReused))
        {
            var way = _ways[number] = new Way(Domestic);
            way.Add(scheduler.Now - s_reused, ParcelStatus.Delivered, ParcelSubStatus.None, "已签收");
        }
    }

    /// <summary>A carrier of this country has the parcel of a supplier's number.</summary>
    public void CarryDomestic(string number) => Carry(number, Domestic);

    /// <summary>A carrier has the parcel that the forwarder sends.</summary>
    public void CarryOnward(string number) => Carry(number, Onward);

    public bool Covers(Carrier? carrier) => carrier is not null;

    public Task<CallResult<CourierReading>> ReadAsync(CourierParcel parcel, CancellationToken cancellationToken) =>
        wire.ReadAsync(
            "read courier",
            parcel.Number,
            () => IsDown<CourierReading>() ?? CallResult.Success(Read(parcel.Number, parcel.Carrier?.Code))
        );

    public Task<CallResult<Unit>> SubscribeAsync(CourierParcel parcel, Uri callback, CancellationToken cancellationToken) =>
        wire.WriteAsync(
            "follow",
            parcel.Number,
            mayBeLate: true,
            () =>
            {
                if (IsDown<Unit>() is { } down)
                {
                    return down;
                }

                if (_followed.Add((parcel.Number, parcel.Carrier?.Code)))
                {
                    Tell(parcel.Number, parcel.Carrier?.Code);
                }

                return CallResult.Success(default(Unit));
            }
        );

    public Task<CallResult<IReadOnlyList<Carrier>>> DetectAsync(string number, CancellationToken cancellationToken) =>
        wire.ReadAsync(
            "detect carrier",
            number,
            () =>
                IsDown<IReadOnlyList<Carrier>>()
                ?? CallResult.Success<IReadOnlyList<Carrier>>(
                    _ways.TryGetValue(number, out var way) ? [Carriers.Get(way.Carrier), Carriers.Get("STO")] : []
                )
        );

    public CourierCallback ReadCallback(WebhookRequest request) =>
        new(WebhookAnswer.Taken, [_calls[int.Parse(request.Headers["call"], CultureInfo.InvariantCulture)]]);

    private CallResult<T>? IsDown<T>() =>
        scheduler.Now < _downUntil ? CallResult.NotSent<T>(new CallProblem(ProblemKind.Transient, "503", "the service is down")) : null;

    private void Carry(string number, string carrier)
    {
        var way = _ways.TryGetValue(number, out var known) ? known : _ways[number] = new Way(carrier);
        if (!way.IsUnderWay)
        {
            way.IsUnderWay = true;
            Move(number, way, 0);
        }
    }

    private void Move(string number, Way way, int stage)
    {
        switch (stage)
        {
            case 0:
                way.Add(scheduler.Now, ParcelStatus.InTransit, ParcelSubStatus.PickedUp, "已揽收");
                break;
            case 1:
                way.Add(scheduler.Now, ParcelStatus.InTransit, ParcelSubStatus.None, "到达转运中心");
                break;
            case 2 when faults.Strike(Fault.ParcelFails):
                if (dice.Chance(0.5))
                {
                    way.Add(scheduler.Now, ParcelStatus.AttemptFailed, ParcelSubStatus.NobodyThere, "无人签收");
                }
                else
                {
                    way.Add(scheduler.Now, ParcelStatus.Exception, ParcelSubStatus.CustomsHeld, "海关扣件");
                }

                break;
            case 2:
                way.Add(scheduler.Now, ParcelStatus.OutForDelivery, ParcelSubStatus.None, "派送中");
                break;
            default:
                way.Add(scheduler.Now, ParcelStatus.Delivered, ParcelSubStatus.None, "已签收");
                break;
        }

        if (faults.Strike(Fault.CourierWordUnknown))
        {
            way.Puzzle(scheduler.Now);
        }

        foreach (
            var (_, carrier) in _followed.Where(one => one.Number == number).OrderBy(one => one.Carrier, StringComparer.Ordinal).ToList()
        )
        {
            Tell(number, carrier);
        }

        if (stage < 3 && !faults.Strike(Fault.ParcelSilent))
        {
            scheduler.AfterOutside(dice.Hours(0.2, 9), () => Move(number, way, stage + 1));
        }
    }

    // What it says now, whenever that arrives.
    private void Tell(string number, string? carrier)
    {
        _calls.Add(Read(number, carrier));
        wire.Note(null, "courier tells", number, _calls[^1].Report.ToString());
        OnNews?.Invoke(_calls.Count - 1);
    }

    private CourierReading Read(string number, string? carrier) =>
        _ways.TryGetValue(number, out var way) && (carrier is null || carrier == way.Carrier)
            ? way.Tell(number)
            : new CourierReading
            {
                Number = number,
                Report = new ParcelReport(ParcelStatus.NotFound, ParcelSubStatus.None, "NotFound", null),
            };

    private sealed class Way(string carrier)
    {
        private readonly List<CourierScan> _scans = [];
        private ParcelReport _report = new(ParcelStatus.NotFound, ParcelSubStatus.None, "NotFound", null);
        private string? _unknown;

        public string Carrier => carrier;

        public bool IsUnderWay { get; set; }

        public void Add(DateTimeOffset at, ParcelStatus status, ParcelSubStatus sub, string text)
        {
            _scans.Add(new CourierScan(at, text));
            _report = new ParcelReport(status, sub, $"{status}", at);
            _unknown = null;
        }

        /// <summary>The state is one that nobody here knows the word of.</summary>
        public void Puzzle(DateTimeOffset at)
        {
            _unknown = "Drifting";
            _report = new ParcelReport(ParcelStatus.Unknown, ParcelSubStatus.None, _unknown, at);
        }

        public CourierReading Tell(string number) =>
            new()
            {
                Number = number,
                Carrier = Carriers.Get(carrier),
                Report = _report,
                Scans = [.. _scans],
                UnknownWords = _unknown is null ? [] : [_unknown],
            };
    }
}
