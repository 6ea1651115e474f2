namespace Dropship.Sandbox.Alibaba1688;

/// <summary>A seller on 1688.</summary>
internal sealed record Supplier(
    string Id,
    long UserId,
    string LoginId,
    string OpenId,
    string CompanyName,
    string ContactName,
    string ContactMobile,
    string Province,
    string City,
    string CarrierName,
    string CarrierCode
);
