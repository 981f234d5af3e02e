package dev.marina.apiserver.webhook;

/// What calls of webhooks may cost.
///
/// @param calls at a time, for each tenant
/// @param answerBytes of one answer
public record CallLimits(int calls, int answerBytes) {

    public static final CallLimits STANDARD = new CallLimits(32, 3 << 20);
}
