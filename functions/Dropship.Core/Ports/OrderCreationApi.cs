namespace Dropship.Core.Ports;

/// <summary>The interfaces by which 1688 takes an order; which one an app may use depends on its contract.</summary>
public enum OrderCreationApi
{
    /// <summary><c>alibaba.trade.fastCreateOrder</c></summary>
    FastCreate,

    /// <summary><c>alibaba.trade.createCrossOrder</c></summary>
    CrossBorder,

    /// <summary><c>alibaba.trade.fenxiaoOrder.create</c></summary>
    Distribution,
}
