using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Alibaba1688;

/// <summary>Lets time pass at 1688: unpaid orders run out, suppliers ship, couriers collect, carry and deliver.</summary>
internal sealed class SupplierRobot(SandboxWorld world) : BackgroundService
{
    private const double ReceiptSeconds = 10 * 24 * 3600;

    private static readonly TimeSpan s_pulse = TimeSpan.FromMilliseconds(100);

    /// <summary>Does everything that is due.</summary>
    public static void Turn(Step step)
    {
        var settings = step.Settings;
        var now = step.Elapsed;
        foreach (
            var order in step.All<PurchaseOrder>().Where(o => o.Status is "waitbuyerpay" or "waitsellersend" or "waitbuyerreceive").ToList()
        )
        {
            if (order.Status == "waitbuyerpay")
            {
                if (now - order.CreatedElapsed >= settings.PaymentTimeoutSeconds)
                {
                    MarketService.Close(step, order, "BUYER_NO_PAY", "CLOSE_TRADE_BY_SYSTEM", "ORDER_BUYER_VIEW_ORDER_BOPS_CLOSE");
                }

                continue;
            }

            if (order.Status == "waitsellersend" && settings.AutoShip && now - order.PaidElapsed >= settings.ShipDelaySeconds)
            {
                LogisticsService.Ship(step, order, [], null, null, withoutLogistics: false);
            }

            foreach (var parcel in order.Parcels.Where(p => settings.AutoPickup && !p.WithoutLogistics))
            {
                Carry(step, order, parcel, now - parcel.SentElapsed);
            }

            if (
                order.Status == "waitbuyerreceive"
                && order.Parcels.TrueForAll(p => p.Status == "SIGN" && now - p.SentElapsed >= ReceiptSeconds)
            )
            {
                LogisticsService.Confirm(step, order);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_pulse, world.Time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            world.Change(Turn);
        }
    }

    private static void Carry(Step step, PurchaseOrder order, Parcel parcel, double age)
    {
        var settings = step.Settings;
        if (parcel.Status == "WAITACCEPT" && age >= settings.PickupDelaySeconds)
        {
            LogisticsService.Report(step, order, parcel, "ACCEPT");
        }

        if (parcel.Status == "ACCEPT" && age >= settings.PickupDelaySeconds + settings.TransportDelaySeconds)
        {
            LogisticsService.Report(step, order, parcel, "TRANSPORT");
        }

        if (parcel.Status == "TRANSPORT" && age >= settings.PickupDelaySeconds + settings.TransportDelaySeconds + settings.SignDelaySeconds)
        {
            LogisticsService.Report(step, order, parcel, "SIGN");
        }
    }
}
