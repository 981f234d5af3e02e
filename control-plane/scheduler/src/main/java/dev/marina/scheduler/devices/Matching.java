package dev.marina.scheduler.devices;

import dev.marina.scheduler.devices.Slice.Candidate;

/// Which devices are what a request asks for, as far as selectors say. The same for every node, so it is found out once.
record Matching(DeviceContext context, Effort effort) {

    /// A selector cannot be evaluated. In upstream's words, for the pod's condition.
    static final class Unusable extends RuntimeException {
        Unusable(String message) {
            super(message, null, false, false);
        }
    }

    boolean matches(WantedClaim claim, Wanted wanted, Candidate candidate) {
        for (int i = 0; i < wanted.expressions().size(); i++) {
            if (!matches(claim, wanted, i, candidate)) {
                return false;
            }
        }
        return true;
    }

    private boolean matches(WantedClaim claim, Wanted wanted, int selector, Candidate candidate) {
        String expression = wanted.expressions().get(selector);
        return context.memory().find(expression, candidate.slice(), candidate.index()).orElseGet(() -> {
            long left = effort.costLeft();
            DeviceSelectors.Match match = context.selectors().match(expression, candidate.id().driver(), candidate.device(), left);
            effort.spend(match.cost());
            if (!match.failure().isEmpty() && match.cost() >= left) {
                throw new Effort.Exhausted();
            }
            if (!match.failure().isEmpty()) {
                throw new Unusable("%s: selector #%d on device %s: %s".formatted(whose(claim, wanted, selector),
                        selector < ofClass(wanted) ? selector : selector - ofClass(wanted), candidate.id(), match.failure()));
            }
            context.memory().put(expression, candidate.slice(), candidate.index(), match.matches());
            return match.matches();
        });
    }

    private static String whose(WantedClaim claim, Wanted wanted, int selector) {
        return selector < ofClass(wanted) ? "class " + wanted.deviceClass().getMetadata().getName() : "claim " + claim.path();
    }

    private static int ofClass(Wanted wanted) {
        return wanted.deviceClass().getSpec() == null ? 0 : wanted.deviceClass().getSpec().getSelectors().size();
    }
}
