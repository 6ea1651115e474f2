using Dropship.ServiceBus.Queues;

namespace Dropship.ServiceBus.Tests.Units;

public sealed class DuplicateWindowTests
{
    private static readonly DateTimeOffset s_start = DateTimeOffset.UnixEpoch;
    private readonly DuplicateWindow _window = new(TimeSpan.FromMinutes(10));

    [Fact]
    public void An_id_is_new_again_after_the_window()
    {
        Assert.True(_window.Add("a", s_start));
        Assert.False(_window.Add("a", s_start.AddMinutes(9.9)));
        Assert.True(_window.Add("a", s_start.AddMinutes(10)));
        Assert.False(_window.Add("a", s_start.AddMinutes(19)));
    }

    [Fact]
    public void What_is_too_old_is_forgotten_together()
    {
        Assert.Equal(DateTimeOffset.MaxValue, _window.NextCleaning);
        _window.Add("a", s_start);
        _window.Add("b", s_start.AddMinutes(5));
        Assert.Equal(s_start.AddMinutes(11), _window.NextCleaning);

        Assert.Equal(s_start.AddMinutes(1), _window.Clean(s_start.AddMinutes(11)));

        Assert.Equal(s_start.AddMinutes(16), _window.NextCleaning);
        Assert.False(_window.Add("b", s_start.AddMinutes(11)));
        Assert.True(_window.Add("a", s_start.AddMinutes(11)));
    }
}
