namespace Dropship.Core.Tests;

public sealed class MoneyTests
{
    [Theory]
    [InlineData("12.34", "USD", 1234)]
    [InlineData("0.01", "CNY", 1)]
    [InlineData("-39.89", "CNY", -3989)]
    [InlineData("1200", "JPY", 1200)]
    [InlineData("199000", "VND", 199000)]
    [InlineData("7", "rmb", 700)]
    public void A_decimal_text_becomes_whole_minor_units(string text, string currency, long minor) =>
        Assert.Equal(minor, Money.Parse(text, currency).Minor);

    [Theory]
    [InlineData("12.345", "USD")]
    [InlineData("1.5", "JPY")]
    [InlineData("12,50", "USD")]
    [InlineData("", "USD")]
    [InlineData("1", "XYZ")]
    public void What_is_no_amount_of_the_currency_is_refused(string text, string currency) =>
        Assert.Throws<FormatException>(() => Money.Parse(text, currency));

    [Fact]
    public void Rmb_and_cny_are_the_same_money() => Assert.Equal(Money.Cny(100), Money.Parse("1.00", "RMB"));

    [Fact]
    public void Amounts_of_two_currencies_are_never_put_together()
    {
        Assert.Throws<InvalidOperationException>(() => Money.Cny(1) + new Money(1, "USD"));
        Assert.Throws<InvalidOperationException>(() => Money.Cny(1) < new Money(1, "USD"));
    }

    [Fact]
    public void A_sum_that_does_not_fit_is_an_error_and_not_another_amount() =>
        Assert.Throws<OverflowException>(() => Money.Cny(long.MaxValue) + Money.Cny(1));

    [Theory]
    [InlineData(1234, "USD", "12.34 USD")]
    [InlineData(1200, "JPY", "1200 JPY")]
    [InlineData(-5, "CNY", "-0.05 CNY")]
    public void It_reads_as_people_write_it(long minor, string currency, string text) =>
        Assert.Equal(text, new Money(minor, currency).ToString());
}
