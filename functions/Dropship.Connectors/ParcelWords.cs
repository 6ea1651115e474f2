using Dropship.Connectors.Couriers;
using Dropship.Connectors.Suppliers.Alibaba1688;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors;

/// <summary>The words in the tables of the connectors.</summary>
internal sealed class ParcelWords : IParcelWords
{
    public bool Knows(string word) =>
        word.Split(' ', 2) is [var source, var own]
        && source switch
        {
            ParcelSources.Market => AlibabaTables.Parcel(own) is not null,
            Kuaidi100Tables.Source => Kuaidi100Tables.State(own) is not null,
            SeventeenTrackTables.Source => SeventeenTrackTables.State(own) is not null,
            AfterShipTables.Source => AfterShipTables.State(own) is not null,
            _ => false,
        };
}
