using System.Text;
using System.Text.Json;
using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Purchasing;
using Dropship.Functions.Operations;
using Dropship.Functions.Tests.Support;
using Dropship.TestKit;
using Dropship.TestKit.Memory;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using NSubstitute;

namespace Dropship.Functions.Tests.Operations;

/// <summary>The switch is moved by a person with a reason, or not at all.</summary>
public sealed class StopSwitchFunctionsTests
{
    private readonly IStopSwitch _switch = Substitute.For<IStopSwitch>();
    private readonly IAlerts _alerts = Substitute.For<IAlerts>();
    private readonly StopSwitchFunctions _functions;
    private readonly ReleaseMoneyFunction _release;

    public StopSwitchFunctionsTests()
    {
        _switch.LoadAsync(Arg.Any<CancellationToken>()).Returns(StopState.Untouched);
        _switch.TrySaveAsync(Arg.Any<StopState>(), Arg.Any<OrderEvent>(), Arg.Any<CancellationToken>()).Returns(true);
        var clock = TestClock.Standing();
        var service = new StopSwitchService(_switch, _alerts, clock);
        _functions = new StopSwitchFunctions(service, _switch);
        _release = new ReleaseMoneyFunction(
            new MoneyRelease(
                service,
                new MemoryOrders(),
                new PlacementQueue(new MemoryQueues(), new PurchasingOptions(), clock),
                Substitute.For<IFulfilmentWaker>(),
                clock
            )
        );
    }

    [Theory]
    [InlineData("""{"who":"Ann"}""", 1)]
    [InlineData("""{"who":" ","why":""}""", 2)]
    [InlineData("""{"why":"because"}""", 1)]
    [InlineData("nonsense", 1)]
    public async Task Without_a_person_and_a_reason_it_stays_as_it_is(string body, int problems)
    {
        foreach (var move in (Func<HttpRequest, CancellationToken, Task<IActionResult>>[])
                [
                    _functions.StopAsync,
                    (request, cancellationToken) => _release.RunAsync(request, null!, cancellationToken),
                ])
        {
            var answer = Assert.IsType<JsonResult>(await move(Request(body), CancellationToken.None));
            Assert.Equal(StatusCodes.Status400BadRequest, answer.StatusCode);
            Assert.Equal(problems, JsonSerializer.SerializeToElement(answer.Value).GetProperty("problems").GetArrayLength());
        }

        await _switch.DidNotReceiveWithAnyArgs().TrySaveAsync(default!, default!, default);
    }

    [Fact]
    public async Task A_stop_is_written_told_and_answered()
    {
        var answer = Assert.IsType<JsonResult>(
            await _functions.StopAsync(Request("""{"who":"Ann","why":"the prices look wrong"}"""), CancellationToken.None)
        );

        var state = JsonSerializer.SerializeToElement(answer.Value).GetProperty("state");
        Assert.Equal(
            (true, "Ann", "the prices look wrong"),
            (state.GetProperty("IsStopped").GetBoolean(), state.GetProperty("By").GetString(), state.GetProperty("Why").GetString())
        );
        await _switch
            .Received(1)
            .TrySaveAsync(
                Arg.Is<StopState>(saved => saved.IsStopped && saved.Since == Facts.Begin),
                Arg.Is<OrderEvent>(told => told.Actor == "person:Ann" && told.IsIntact()),
                Arg.Any<CancellationToken>()
            );
        await _alerts
            .Received(1)
            .RaiseAsync(Arg.Is<AlertNotice>(notice => notice.Code == HoldReasons.MoneyStopped.Code), Arg.Any<CancellationToken>());
    }

    private static HttpRequest Request(string body) =>
        new DefaultHttpContext { Request = { Body = new MemoryStream(Encoding.UTF8.GetBytes(body)) } }.Request;
}
