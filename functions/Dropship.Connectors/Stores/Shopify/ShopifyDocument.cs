namespace Dropship.Connectors.Stores.Shopify;

/// <summary>A GraphQL document as it is sent.</summary>
/// <param name="Name">The file's name, which is the operation's name as well.</param>
/// <param name="Text">The document with all fragments it uses.</param>
/// <param name="Cost">About what one call takes from the store's bucket before it is answered; the store's own figure goes before it once
/// there is one.</param>
internal sealed record ShopifyDocument(string Name, string Text, double Cost)
{
    /// <summary>Which orders changed, and nothing of them: whole orders by the page would empty the bucket.</summary>
    public static ShopifyDocument Orders { get; } = Load("Orders", 15);

    /// <summary>One order, with as much of each list as an ordinary order has.</summary>
    public static ShopifyDocument Order { get; } =
        Load("Order", 100, "HeadFragment", "LineFragment", "ShippingFragment", "PartFragment", "ParcelFragment");

    /// <summary>What a fulfilment has to know of an order, and no more.</summary>
    public static ShopifyDocument OrderShipping { get; } = Load("OrderShipping", 65, "ShippingFragment", "PartFragment", "ParcelFragment");

    /// <summary>Further lines of an order.</summary>
    public static ShopifyDocument OrderLines { get; } = Load("OrderLines", 55, "LineFragment");

    /// <summary>One fulfilment order, some of its lines at a time.</summary>
    public static ShopifyDocument OrderParts { get; } = Load("OrderParts", 30, "PartFragment");

    /// <summary>All parcels of an order.</summary>
    public static ShopifyDocument OrderParcels { get; } = Load("OrderParcels", 30, "ParcelFragment");

    /// <summary>Which order a fulfilment order is of.</summary>
    public static ShopifyDocument FulfillmentOrder { get; } = Load("FulfillmentOrder", 2);

    public static ShopifyDocument FulfillmentCreate { get; } = Load("FulfillmentCreate", 15);

    public static ShopifyDocument FulfillmentTrackingInfoUpdate { get; } = Load("FulfillmentTrackingInfoUpdate", 15);

    public static ShopifyDocument Verify { get; } = Load("Verify", 5);

    /// <summary>Every document that is sent.</summary>
    public static IReadOnlyList<ShopifyDocument> All { get; } =
    [
        Orders,
        Order,
        OrderShipping,
        OrderLines,
        OrderParts,
        OrderParcels,
        FulfillmentOrder,
        FulfillmentCreate,
        FulfillmentTrackingInfoUpdate,
        Verify,
    ];

    private static ShopifyDocument Load(string name, double cost, params string[] fragments) =>
        new(name, string.Join('\n', ((string[])[name, .. fragments]).Select(Read)), cost);

    private static string Read(string name)
    {
        using var stream =
            typeof(ShopifyDocument).Assembly.GetManifestResourceStream($"Shopify/{name}.graphql")
            ?? throw new InvalidOperationException($"The document {name} is not in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
