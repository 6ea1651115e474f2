namespace Dropship.Core.Orders;

/// <summary>A reason for waiting, in the words that mails, pages and the runbook use.</summary>
/// <param name="Code">Stable; in capitals.</param>
/// <param name="English">What is the matter, as a sentence.</param>
/// <param name="Chinese">The same in Chinese.</param>
/// <param name="Actor">Who must act.</param>
/// <param name="EnglishRemedy">What to do.</param>
/// <param name="ChineseRemedy">The same in Chinese.</param>
public sealed record HoldReason(string Code, string English, string Chinese, HoldActor Actor, string EnglishRemedy, string ChineseRemedy);
