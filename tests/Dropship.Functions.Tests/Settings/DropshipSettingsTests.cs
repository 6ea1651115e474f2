using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Purchasing.Guards;
using Dropship.Functions.Settings;
using Dropship.Functions.Tests.Support;

namespace Dropship.Functions.Tests.Settings;

/// <summary>What is wrong with a configuration is said at the start, all of it at once, each with its remedy.</summary>
public sealed class DropshipSettingsTests
{
    [Fact]
    public void A_good_configuration_has_no_problem_and_is_read_whole()
    {
        var settings = DropshipSettings.Read(GoodSettings.Of(GoodSettings.All()));

        Assert.Empty(settings.Problems);
        Assert.Equal(new Uri("https://dropship.example/"), settings.Approvals.PublicAddress);
        Assert.Equal(
            [
                new Approver("ann", "Ann", "ann@example.com", Language.English),
                new Approver("li", "李伟", "li@example.com", Language.Chinese),
            ],
            settings.Approvals.Approvers
        );
        Assert.Equal(32, Assert.Single(settings.Approvals.SigningKeys).Secret.Length);
        Assert.Equal(7.12m, settings.Rates.YuanPerUnit["USD"]);
        Assert.Equal(new DateOnly(2026, 1, 31), settings.Approvals.Rates.Of);
        Assert.Equal([TimeSpan.FromHours(12), TimeSpan.FromHours(36)], settings.Approvals.RemindAfter);
    }

    [Fact]
    public void Spans_are_read_and_their_ends_belong_to_them()
    {
        var settings = GoodSettings.All();
        settings["Dropship:Approvals:ExpiresAfter"] = "14.00:00:00";
        settings["Dropship:Approvals:PageLifetime"] = "00:01:00";
        settings["Dropship:Approvals:RemindAfter:0"] = "06:00:00";
        settings["Dropship:Approvals:RemindAfter:1"] = "1.00:00:00";
        settings["Dropship:Pull:Overlap"] = "00:10:00";
        settings["Dropship:Pull:FirstLookBack"] = "00:00:00";
        settings["Dropship:Purchasing:LookUpDelay"] = "00:00:01";
        settings["Dropship:YuanPerUnit:rmb"] = "1";
        var read = DropshipSettings.Read(GoodSettings.Of(settings));

        Assert.Empty(read.Problems);
        Assert.Equal((TimeSpan.FromDays(14), TimeSpan.FromMinutes(1)), (read.Approvals.ExpiresAfter, read.Approvals.PageLifetime));
        Assert.Equal([TimeSpan.FromHours(6), TimeSpan.FromDays(1)], read.Approvals.RemindAfter);
        Assert.Equal(
            (TimeSpan.FromMinutes(10), TimeSpan.Zero, TimeSpan.FromSeconds(1)),
            (read.Pull.Overlap, read.Pull.FirstLookBack, read.Purchasing.LookUpDelay)
        );
        Assert.Equal(1m, read.Rates.YuanPerUnit["CNY"]);
    }

    [Fact]
    public void Guards_are_off_until_they_are_set_and_read_in_yuan()
    {
        var off = DropshipSettings.Read(GoodSettings.Of(GoodSettings.All()));
        Assert.Equal(new GuardOptions { DayZone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai") }, off.Guards);
        Assert.Equal(PriceTolerance.None, off.Approvals.Tolerance);

        var settings = GoodSettings.All();
        settings["Dropship:Guards:MinimumMarginPercent"] = "12.5";
        settings["Dropship:Guards:MaximumPurchase"] = "999.99";
        settings["Dropship:Guards:DailyTotal"] = "20000";
        settings["Dropship:Guards:DailyPerStore"] = "10000";
        settings["Dropship:Guards:DailyPerSupplier"] = "5000.5";
        settings["Dropship:Guards:DayZone"] = "Europe/Berlin";
        settings["Dropship:Approvals:TolerancePercent"] = "1.5";
        settings["Dropship:Approvals:ToleranceAmount"] = "5";
        var read = DropshipSettings.Read(GoodSettings.Of(settings));

        Assert.Empty(read.Problems);
        Assert.Equal(
            (12.5m, Money.Cny(99_999), Money.Cny(2_000_000)),
            (read.Guards.MinimumMarginPercent!.Value, read.Guards.MaximumPurchase!.Value, read.Guards.DailyTotal!.Value)
        );
        Assert.Equal(
            (Money.Cny(1_000_000), Money.Cny(500_050), "Europe/Berlin"),
            (read.Guards.DailyPerStore!.Value, read.Guards.DailyPerSupplier!.Value, read.Guards.DayZone.Id)
        );
        Assert.Equal(new PriceTolerance(1.5m, Money.Cny(500)), read.Approvals.Tolerance);
    }

    [Fact]
    public void An_empty_configuration_is_told_all_that_it_lacks_in_one_list()
    {
        var settings = DropshipSettings.Read(GoodSettings.Of([]));

        Assert.Equal(
            [
                "AzureWebJobsStorage",
                "TaskHubStorage",
                "ServiceBusConnection",
                "PullSchedule",
                "SweepSchedule",
                "ApproverMailSchedule",
                "ReviveSchedule",
                "ReconcileSchedule",
                "HeartbeatSchedule",
                "RetentionSchedule",
                "TaskHubName",
                "Dropship__PublicAddress",
                "Dropship__Approvers__0__Email",
                "Dropship__SigningKeys__0__Secret",
                "Dropship__Mail__Host",
                "Dropship__Mail__From",
                "Dropship__Secrets__KeyVault",
            ],
            settings.Problems.Select(problem => problem.Split(' ')[0])
        );
        Assert.All(settings.Problems, problem => Assert.True(problem.EndsWith('.') && problem.Length > 40, problem));

        var report = settings.Report();
        Assert.StartsWith("Dropship.Functions cannot start: 17 settings need attention.", report, StringComparison.Ordinal);
        Assert.All(settings.Problems, problem => Assert.Contains($"  - {problem}", report, StringComparison.Ordinal));
        Assert.Contains("local.settings.sample.json", report, StringComparison.Ordinal);
        Assert.StartsWith(
            "Dropship.Functions cannot start: 1 setting needs attention.",
            DropshipSettings.Read(GoodSettings.Without("TaskHubName")).Report(),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(
        "PullSchedule",
        "every minute",
        "PullSchedule is 'every minute', which is no schedule; give a six-field schedule such as '0 * * * * *' for each minute."
    )]
    [InlineData("SweepSchedule", "0 0 25 * * *", "SweepSchedule is '0 0 25 * * *', which is no schedule;")]
    [InlineData("ReviveSchedule", "* * * *", "ReviveSchedule is '* * * *', which is no schedule;")]
    [InlineData("ReconcileSchedule", "00:05:00", "ReconcileSchedule is '00:05:00', which is no schedule;")]
    [InlineData("HeartbeatSchedule", "0 0 0 31 2 *", "HeartbeatSchedule is '0 0 0 31 2 *', a time that never comes;")]
    [InlineData("RetentionSchedule", " ", "RetentionSchedule is missing;")]
    [InlineData("TaskHubName", "a b!", "TaskHubName is 'a b!', which is no name for a task hub;")]
    [InlineData("TaskHubName", "1Hub", "TaskHubName is '1Hub', which is no name for a task hub;")]
    [InlineData("TaskHubName", "ab", "TaskHubName is 'ab', which is too short or too long;")]
    [InlineData("AzureWebJobsStorage", "nonsense", "AzureWebJobsStorage is no connection string;")]
    [InlineData("TaskHubStorage", "AccountName=a;AccountKey=secret", "TaskHubStorage is no connection string;")]
    [InlineData("ServiceBusConnection", "nonsense", "ServiceBusConnection is no connection string;")]
    [InlineData("ServiceBusConnection", "Endpoint=sb://shop.example/", "ServiceBusConnection is no connection string;")]
    [InlineData(
        "ServiceBusConnection:fullyQualifiedNamespace",
        "https://shop.example/",
        "ServiceBusConnection__fullyQualifiedNamespace is 'https://shop.example/', which is no host name;"
    )]
    public void A_setting_of_the_hosts_triggers_that_is_wrong_is_in_the_list_and_a_secret_is_not(string name, string value, string says)
    {
        var settings = DropshipSettings.Read(GoodSettings.With(name, value));

        Assert.StartsWith(says, Assert.Single(settings.Problems), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", settings.Report(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "Dropship:Guards:DailyTotl",
        "Dropship__Guards__DailyTotl is no setting of this app; the nearest is Dropship__Guards__DailyTotal."
    )]
    [InlineData(
        "Dropship:Guard:DailyPerStore",
        "Dropship__Guard__DailyPerStore is no setting of this app; the nearest is Dropship__Guards__DailyPerStore."
    )]
    [InlineData(
        "Dropship:Approvers:0:Mail",
        "Dropship__Approvers__0__Mail is no setting of this app; the nearest is Dropship__Approvers__0__Email."
    )]
    [InlineData("Dropship:Mail:Usrname", "Dropship__Mail__Usrname is no setting of this app; the nearest is Dropship__Mail__UserName.")]
    [InlineData(
        "Dropship:Secrets:KeyVaultUri",
        "Dropship__Secrets__KeyVaultUri is no setting of this app; the nearest is Dropship__Secrets__KeyVault."
    )]
    [InlineData(
        "Dropship_Guards:DailyTotal",
        "Dropship_Guards__DailyTotal is no setting of this app; the nearest is Dropship__Guards__DailyTotal."
    )]
    [InlineData(
        "DropshipGuards:DailyTotal",
        "DropshipGuards__DailyTotal is no setting of this app; the nearest is Dropship__Guards__DailyTotal."
    )]
    [InlineData(
        "Dropship:Approvals:RemindAfter",
        "Dropship__Approvals__RemindAfter is no setting of this app; the nearest is Dropship__Approvals__RemindAfter__0."
    )]
    public void A_setting_that_nobody_reads_is_told_with_the_nearest_name(string name, string says) =>
        Assert.Equal(says, Assert.Single(DropshipSettings.Read(GoodSettings.With(name, "5")).Problems));

    [Theory]
    [InlineData("DROPSHIP:guards:dailytotal", "5")]
    [InlineData("Dropship:CallTimeout", "00:00:20")]
    [InlineData("Dropship:Approvals:RemindAfter:0", "10:00:00")]
    [InlineData("Dropbox:Folder", "x")]
    [InlineData("DROPSHIP_HOME", "x")]
    public void A_setting_that_is_read_and_one_of_another_program_are_no_problem(string name, string value) =>
        Assert.Empty(DropshipSettings.Read(GoodSettings.With(name, value)).Problems);

    [Fact]
    public void Settings_that_nobody_reads_are_told_with_all_the_others()
    {
        var settings = GoodSettings.All();
        settings["Dropship:Guards:DailyTotl"] = "5";
        settings["Dropship:Pul:Overlap"] = "00:01:00";
        settings["Dropship:Guards:DailyPerStore"] = "much";

        Assert.Equal(3, DropshipSettings.Read(GoodSettings.Of(settings)).Problems.Count);
    }

    [Theory]
    [InlineData("*/5 * * * *")]
    [InlineData("0 30 9 * JAN MON-FRI")]
    [InlineData("0 0 0 29 2 *")]
    [InlineData("*/30  * * * * *")]
    public void A_schedule_that_the_host_takes_is_no_problem(string schedule) =>
        Assert.Empty(DropshipSettings.Read(GoodSettings.With("PullSchedule", schedule)).Problems);

    [Fact]
    public void A_storage_address_that_is_none_is_in_the_list()
    {
        var settings = GoodSettings.All();
        settings.Remove("AzureWebJobsStorage");
        settings["AzureWebJobsStorage:tableServiceUri"] = "shop";

        var problem = Assert.Single(DropshipSettings.Read(GoodSettings.Of(settings)).Problems);

        Assert.StartsWith("AzureWebJobsStorage__tableServiceUri is 'shop', which is no address;", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PublicAddress", "http://dropship.example", "unencrypted")]
    [InlineData("PublicAddress", "dropship.example", "must begin with https://")]
    [InlineData("PublicAddress", "ftp://dropship.example", "must begin with https://")]
    [InlineData("PublicAddress", "", "is missing")]
    [InlineData("SigningKeys:0:Secret", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "the one of the sample")]
    [InlineData("SigningKeys:0:Secret", "c2hvcnQ=", "32 random bytes")]
    [InlineData("SigningKeys:0:Secret", "not base64!", "openssl rand")]
    [InlineData("SigningKeys:0:Secret", null, "base64")]
    [InlineData("SigningKeys:0:Id", "k.1", "letters and digits")]
    [InlineData("Digest:At", "8 o'clock", "a time of the day")]
    [InlineData("Approvals:SecondApprover", "zoe", "no approver")]
    [InlineData("Digest:Zone", "Atlantis", "no time zone")]
    [InlineData("QuietHours:From", "22:00", "together")]
    [InlineData("QuietHours:Until", "07:00", "together")]
    [InlineData("Approvers:0:Email", "nobody", "no mail address")]
    [InlineData("Approvers:0:Name", " ", "is missing; give the name")]
    [InlineData("Approvers:0:Id", "a b", "letters, digits and '-'")]
    [InlineData("Approvers:0:Id", "", "letters, digits and '-'")]
    [InlineData("Approvers:1:Language", "fr", "must be en or zh-CN")]
    [InlineData("YuanPerUnit:XXX", "7.1", "currency that is not known")]
    [InlineData("YuanPerUnit:USD", "-1", "how many yuan")]
    [InlineData("YuanPerUnit:USD", "7,1", "how many yuan")]
    [InlineData("YuanPerUnit:USD", "0", "how many yuan")]
    [InlineData("RatesAsOf", "31.01.2026", "a day such as 2026-01-31")]
    [InlineData("Approvals:RemindAfter:0", "soon", "each longer than the one before")]
    [InlineData("Approvals:RemindAfter:0", "-01:00:00", "each longer than the one before")]
    [InlineData("Approvals:ExpiresAfter", "14.00:00:01", "between 00:01:00 and 14.00:00:00")]
    [InlineData("Approvals:ExpiresAfter", "a day", "a span such as 2.00:00:00")]
    [InlineData("Approvals:PageLifetime", "00:00:59", "between 00:01:00 and 12:00:00")]
    [InlineData("Pull:Overlap", "00:00:09", "between 00:00:10 and 06:00:00")]
    [InlineData("Pull:FirstLookBack", "-00:00:01", "between 00:00:00 and 60.00:00:00")]
    [InlineData("Pull:RetryAfter", "01:00:01", "between 00:00:01 and 01:00:00")]
    [InlineData("Purchasing:LookUpDelay", "00:00:00", "between")]
    [InlineData("Purchasing:LookUpAgainAfter", "07:00:00", "between")]
    [InlineData("Purchasing:RetryAfter", "x", "between")]
    [InlineData("Purchasing:SweepOverlap", "1", "between")]
    [InlineData("RatesAsOf", "2199-01-01", "in the future")]
    [InlineData("Guards:RatesUsableFor", "400.00:00:00", "between 1.00:00:00 and 366.00:00:00")]
    [InlineData("Approvals:CollectFor", "2:00:00", "between 00:00:00 and 01:00:00")]
    [InlineData("Approvals:CollectAlertsFor", "2:00:00", "between 00:00:00 and 01:00:00")]
    [InlineData("Approvals:AskAgainAfter", "8.00:00:00", "between 00:01:00 and 7.00:00:00")]
    [InlineData("Approvals:TolerancePercent", "-1", "percent between 0 and 100")]
    [InlineData("Approvals:ToleranceAmount", "0.005", "yuan such as 500.00")]
    [InlineData("Guards:MinimumMarginPercent", "ten", "percent between -100 and 99")]
    [InlineData("Guards:MaximumPurchase", "0", "yuan such as 500.00")]
    [InlineData("Guards:DailyTotal", "-5", "yuan such as 500.00")]
    [InlineData("Guards:DailyPerStore", "1,000", "yuan such as 500.00")]
    [InlineData("Guards:DailyPerSupplier", "much", "yuan such as 500.00")]
    [InlineData("Guards:DayZone", "Middle/Earth", "no time zone")]
    [InlineData("Guards:LookAgainAfter", "00:00:30", "between 00:01:00 and 12:00:00")]
    [InlineData("Mail:Port", "smtp", "'smtp'")]
    [InlineData("Mail:Port", "70000", "from 1 to 65535")]
    [InlineData("Mail:From", "Dropship", "must be a mail address")]
    [InlineData("Mail:Host", " ", "name the mail server")]
    [InlineData("Mail:Security", "Sometimes", "'Sometimes'")]
    [InlineData("CallTimeout", "-00:00:01", "above zero")]
    [InlineData("ReadAttempts", "many", "'many'")]
    [InlineData("Secrets:KeyVault", "https://vault.example", "not both")]
    public void One_bad_value_is_one_problem_that_names_its_setting(string setting, string? value, string says)
    {
        var problem = Assert.Single(DropshipSettings.Read(GoodSettings.With($"Dropship:{setting}", value)).Problems);

        Assert.StartsWith($"Dropship__{setting.Replace(":", "__", StringComparison.Ordinal)} ", problem, StringComparison.Ordinal);
        Assert.Contains(says, problem, StringComparison.Ordinal);
        Assert.DoesNotContain(GoodSettings.All()["Dropship:SigningKeys:0:Secret"]!, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Reminders_must_rise_and_each_that_does_not_is_named()
    {
        var settings = GoodSettings.All();
        settings["Dropship:Approvals:RemindAfter:0"] = "12:00:00";
        settings["Dropship:Approvals:RemindAfter:1"] = "12:00:00";
        settings["Dropship:Approvals:RemindAfter:2"] = "06:00:00";
        settings["Dropship:Approvals:RemindAfter:3"] = "18:00:00";

        Assert.Equal(
            ["Dropship__Approvals__RemindAfter__1", "Dropship__Approvals__RemindAfter__2"],
            DropshipSettings.Read(GoodSettings.Of(settings)).Problems.Select(problem => problem.Split(' ')[0])
        );
    }

    [Fact]
    public void Two_persons_cannot_have_one_id() =>
        Assert.Contains(
            "two persons with the same Id",
            Assert.Single(DropshipSettings.Read(GoodSettings.With("Dropship:Approvers:1:Id", "ann")).Problems),
            StringComparison.Ordinal
        );

    [Fact]
    public void Two_signing_keys_cannot_have_one_id()
    {
        var settings = GoodSettings.All();
        settings["Dropship:SigningKeys:1:Id"] = "k1";
        settings["Dropship:SigningKeys:1:Secret"] = Convert.ToBase64String(Enumerable.Repeat((byte)7, 32).ToArray());

        Assert.Contains(
            "two keys with the same Id",
            Assert.Single(DropshipSettings.Read(GoodSettings.Of(settings)).Problems),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_long_secret_is_a_good_one() =>
        Assert.Empty(
            DropshipSettings.Read(GoodSettings.With("Dropship:SigningKeys:0:Secret", Convert.ToBase64String(new byte[64]))).Problems
        );

    [Fact]
    public void Several_problems_come_together()
    {
        var settings = GoodSettings.All();
        settings["Dropship:PublicAddress"] = "http://dropship.example";
        settings["Dropship:Approvers:0:Email"] = "nobody";
        settings["Dropship:Mail:Port"] = "smtp";
        settings["Dropship:Mail:From"] = "nobody";
        settings["Dropship:Pull:Overlap"] = "x";
        settings.Remove("TaskHubName");

        Assert.Equal(
            [
                "Dropship__Approvers__0__Email",
                "Dropship__Mail__From",
                "Dropship__Mail__Port",
                "Dropship__PublicAddress",
                "Dropship__Pull__Overlap",
                "TaskHubName",
            ],
            DropshipSettings.Read(GoodSettings.Of(settings)).Problems.Select(problem => problem.Split(' ')[0]).Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData("http://127.0.0.1:7071")]
    [InlineData("http://localhost:7071/")]
    public void On_one_machine_the_address_may_be_plain(string address) =>
        Assert.Empty(DropshipSettings.Read(GoodSettings.With("Dropship:PublicAddress", address)).Problems);
}
