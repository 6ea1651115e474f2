using Dropship.Connectors.Chat;
using Dropship.Connectors.Couriers;
using Dropship.Connectors.Mail;
using Dropship.Connectors.Rates;
using Dropship.Connectors.Secrets;
using Dropship.Connectors.Wms;

namespace Dropship.Connectors;

/// <summary>How the outside is called.</summary>
public sealed class ConnectorsOptions
{
    /// <summary>The time-out of a call.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The number of attempts of a read.</summary>
    public int ReadAttempts { get; set; } = 4;

    /// <summary>The wait before the second try of a read; it doubles from there, with jitter.</summary>
    public TimeSpan FirstRetryAfter { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest wait inside a call; for a longer one the caller retries later.</summary>
    public TimeSpan LongestWait { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long credentials are cached.</summary>
    public TimeSpan CredentialsKept { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The page on which a person chats with a 1688 supplier; <c>{login}</c> stands for the supplier's login name.</summary>
    public string SupplierChatPage { get; set; } =
        "https://air.1688.com/app/ocms-fusion-components-1688/def_cbu_web_im/index.html?touid=cnalichn{login}&siteid=cnalichn&status=2&portalId=&gid=&offerId=&itemsId=&spmid=#/";

    /// <summary>The page on which all parcels are followed, where <c>{number}</c> stands for the tracking number; null for the carrier's
    /// page, or 17TRACK's.</summary>
    public string? TrackingPage { get; set; }

    /// <summary>The groups that are told what mails tell.</summary>
    public IList<ChatOptions> Chats { get; } = [];

    /// <summary>The tracking services that are asked where parcels are. The first that covers a parcel's carrier is asked.</summary>
    public IList<CourierOptions> Couriers { get; } = [];

    public WmsOptions Wms { get; set; } = new();

    public RatesOptions Rates { get; set; } = new();

    public MailOptions Mail { get; set; } = new();

    public SecretsOptions Secrets { get; set; } = new();
}
