using System.Text.Json.Nodes;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Alibaba1688;

/// <summary>One interface of the gateway.</summary>
/// <param name="Namespace">Where it stands.</param>
/// <param name="NeedsBuyer">Whether a buyer must have authorised the call; the others are the app's own.</param>
/// <param name="Answer">Gives the answer; the buyer is null where none is needed.</param>
internal sealed record MarketApi(string Namespace, bool NeedsBuyer, Func<Step, BuyerAccount?, MarketCall, JsonObject> Answer)
{
    public static MarketApi OfBuyer(string ns, Func<Step, BuyerAccount, MarketCall, JsonObject> answer) =>
        new(ns, true, (step, buyer, call) => answer(step, buyer!, call));

    public static MarketApi OfApp(string ns, Func<Step, MarketCall, JsonObject> answer) =>
        new(ns, false, (step, _, call) => answer(step, call));
}
