using Microsoft.DurableTask;
using Microsoft.DurableTask.Abstractions;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;

namespace Dropship.AzureSdk.Tests.DurableTask.Abstractions;

public sealed class AbstractionsTests
{
    public static TheoryData<int, double, double, double?, double?> WrongPolicies => new()
    {
        { 0, 1, 1, null, null },
        { 1, 0, 1, null, null },
        { 1, 1, 0.5, null, null },
        { 1, 10, 1, 5, null },
        { 1, 10, 1, null, 5 },
    };

    [Theory]
    [MemberData(nameof(WrongPolicies))]
    public void A_retry_policy_that_makes_no_sense_is_refused(int attempts, double first, double coefficient, double? maximum, double? timeout) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetryPolicy(
            attempts,
            TimeSpan.FromSeconds(first),
            coefficient,
            maximum is { } m ? TimeSpan.FromSeconds(m) : null,
            timeout is { } t ? TimeSpan.FromSeconds(t) : null));

    [Fact]
    public void A_retry_policy_has_the_official_defaults()
    {
        var policy = new RetryPolicy(3, TimeSpan.FromSeconds(1));

        Assert.Equal((1.0, TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan), (policy.BackoffCoefficient, policy.MaxRetryInterval, policy.RetryTimeout));
        Assert.Equal(TimeSpan.FromHours(1), new RetryPolicy(50, TimeSpan.FromSeconds(1), 10).DelayAfter(40));
        Assert.Equal(TimeSpan.MaxValue, new RetryPolicy(5000, TimeSpan.FromSeconds(1), 10, Timeout.InfiniteTimeSpan).DelayAfter(4000));
    }

    [Fact]
    public void Options_convert_and_copy_as_the_official_ones_do()
    {
        TaskOptions options = new(new RetryPolicy(2, TimeSpan.FromSeconds(1))) { Version = "2" };
        var child = options.WithInstanceId("child");
        Assert.Equal(("child", "2", 2), (child.InstanceId, child.Version!.Value.Version, child.Retry!.Policy!.MaxNumberOfAttempts));
        Assert.Equal("child", new SubOrchestrationOptions((TaskOptions)child).InstanceId);
        Assert.NotNull(TaskOptions.FromRetryHandler(_ => true).Retry!.Handler);

        var start = new StartOrchestrationOptions("id").WithDedupeStatuses(OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed);
        Assert.Equal(["Completed", "Failed"], start.DedupeStatuses);
        Assert.Null(new StartOrchestrationOptions().DedupeStatuses);
    }

    [Fact]
    public void Names_ignore_case_and_versions_must_not_be_blank()
    {
        Assert.True(new TaskName("Pay") == "PAY");
        Assert.Equal(new TaskName("Pay").GetHashCode(), new TaskName("pAY").GetHashCode());
        Assert.Equal(default, new TaskVersion(null));
        Assert.Throws<ArgumentException>(() => new TaskVersion(" "));
    }

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("", "1", -1)]
    [InlineData("1", "", 1)]
    [InlineData("1.9", "1.10", -1)]
    [InlineData("beta", "ALPHA", 1)]
    [InlineData("A", "a", 0)]
    public void Versions_are_ordered(string one, string other, int sign) =>
        Assert.Equal(sign, Math.Sign(TaskOrchestrationVersioningUtils.CompareVersions(one, other)));

    [Fact]
    public void Failures_keep_their_type_and_cause()
    {
        var details = TaskFailureDetails.FromException(new InvalidOperationException("outer", new TestException("inner")));

        Assert.True(details.IsCausedBy<InvalidOperationException>());
        Assert.True(details.IsCausedBy<SystemException>());
        Assert.False(details.IsCausedBy<TimeoutException>());
        Assert.True(details.InnerFailure!.IsCausedBy<TestException>());
        Assert.False((details with { ErrorType = "No.Such.Type" }).IsCausedBy<Exception>());
        Assert.Throws<ArgumentException>(() => details.IsCausedBy(typeof(string)));
        Assert.Equal("System.InvalidOperationException: outer", details.ToString());
    }

    [Fact]
    public void Data_is_json_and_null_is_nothing()
    {
        Assert.Null(JsonDataConverter.Default.Serialize(null));
        Assert.Equal(0, JsonDataConverter.Default.Deserialize<int>(null));
        Assert.Equal("[1,2]", JsonDataConverter.Default.Serialize(new[] { 1, 2 }));
    }

    [Fact]
    public async Task A_pageable_list_reads_page_after_page()
    {
        var list = Pageable.Create<string>((token, _) => Task.FromResult(token is null ? new Page<string>(["a", "b"], "next") : new Page<string>(["c"])));
        var all = new List<string>();
        await foreach (var value in list)
        {
            all.Add(value);
        }

        Assert.Equal(["a", "b", "c"], all);
    }

    public sealed class TestException(string message) : Exception(message);
}
