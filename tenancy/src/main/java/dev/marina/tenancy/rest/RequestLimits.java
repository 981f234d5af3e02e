package dev.marina.tenancy.rest;

import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.settings.Settings;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;

/// The rates of what costs more than a query, or guesses.
final class RequestLimits {

    enum Kind {
        SIGN_UP, LOG_IN, INVITE, ISSUE_KUBECONFIG, CHANGE_PASSWORD, JOIN_CLASS
    }

    private static final int LOG_INS = 300;
    private static final int INVITATIONS = 60;
    private static final int KUBECONFIGS = 120;
    private static final int PASSWORDS = 5;
    private static final int CLASS_CODES = 10;

    private final Map<Kind, RequestRate> rates = new EnumMap<>(Kind.class);

    RequestLimits(Settings settings, Clock clock) {
        rates.put(Kind.SIGN_UP, new RequestRate(settings.signupsPerMinute(), clock));
        rates.put(Kind.LOG_IN, new RequestRate(LOG_INS, clock));
        rates.put(Kind.INVITE, new RequestRate(INVITATIONS, clock));
        rates.put(Kind.ISSUE_KUBECONFIG, new RequestRate(KUBECONFIGS, clock));
        rates.put(Kind.CHANGE_PASSWORD, new RequestRate(PASSWORDS, clock));
        rates.put(Kind.JOIN_CLASS, new RequestRate(CLASS_CODES, clock));
    }

    void take(Kind kind, String address) {
        rates.get(kind).take(address).ifPresent(wait -> {
            throw new ProblemException(new Problem.TooManyRequests(wait));
        });
    }
}
