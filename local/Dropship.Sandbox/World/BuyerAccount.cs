namespace Dropship.Sandbox.World;

/// <summary>A buyer on 1688, with the tokens it starts out with.</summary>
internal sealed record BuyerAccount(
    string Name,
    string MemberId,
    long UserId,
    string LoginId,
    bool IsMain,
    string AccessToken,
    string RefreshToken
);
