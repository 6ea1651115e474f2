using Dropship.Core.Fulfilment;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Upkeep;
using Dropship.Functions.Fulfilment;
using Dropship.TestKit;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;

namespace Dropship.Functions.Tests.Fulfilment;

/// <summary>What the hub is asked to do.</summary>
public sealed class DurableWorkflowsTests
{
    private readonly DurableTaskClient _client = Substitute.For<DurableTaskClient>("hub");

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(null, true)]
    public async Task A_removal_is_asked_for_in_calls_that_the_client_waits_for(bool? isComplete, bool isDone)
    {
        PurgeInstancesFilter? filter = null;
        _client
            .PurgeAllInstancesAsync(Arg.Do<PurgeInstancesFilter>(asked => filter = asked), Arg.Any<CancellationToken>())
            .Returns(new PurgeResult(7, isComplete));
        var before = TimeProvider.System.GetUtcNow();

        Assert.Equal(
            new WorkflowRemoval(7, isDone),
            await new DurableWorkflows(() => _client).RemoveEndedAsync(before, CancellationToken.None)
        );

        Assert.Equal(
            (null, before, OrchestrationRuntimeStatus.Completed),
            (filter!.CreatedFrom, filter.CreatedTo, Assert.Single(filter.Statuses!))
        );
        Assert.InRange(filter.Timeout!.Value, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(90));
    }

    [Fact]
    public async Task Those_that_ended_are_removed_a_while_after_their_start()
    {
        List<PurgeInstancesFilter> asked = [];
        _client
            .PurgeAllInstancesAsync(Arg.Do<PurgeInstancesFilter>(asked.Add), Arg.Any<CancellationToken>())
            .Returns(new PurgeResult(100, false), new PurgeResult(20, true));
        _client
            .GetAllInstancesAsync(Arg.Any<OrchestrationQuery>())
            .Returns(Pageable.Create<OrchestrationMetadata>((_, _) => Task.FromResult(new Page<OrchestrationMetadata>([], null))));
        var clock = TestClock.Standing();
        var retention = new WorkflowRetention(
            new DurableWorkflows(() => _client),
            new StepFailure(Substitute.For<IOrders>(), Substitute.For<IAlerts>()),
            clock
        );

        await new RemoveEndedFulfilmentsFunction(retention, NullLogger<RemoveEndedFulfilmentsFunction>.Instance).RunAsync(
            new TimerInfo(),
            _client,
            CancellationToken.None
        );

        Assert.Equal(2, asked.Count);
        Assert.All(asked, filter => Assert.Equal(clock.GetUtcNow() - WorkflowRetention.RetainFor, filter.CreatedTo));
    }
}
