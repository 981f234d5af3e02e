package dev.marina.tenancy.procedure;

/// Ends the process at one moment; each step has two, before and after its effect.
public final class KillingSteps implements StepRunner {

    /// The process is gone: nothing that it would have done afterwards happens.
    public static final class Killed extends Error {}

    private final int moment;
    private int now;

    public KillingSteps(int moment) {
        this.moment = moment;
    }

    @Override
    public void run(String step, Runnable effect) {
        if (now++ == moment) {
            throw new Killed();
        }
        effect.run();
        if (now++ == moment) {
            throw new Killed();
        }
    }

    /// Counts the moments of a run that nobody kills.
    public static final class Counted implements StepRunner {
        private int moments;

        @Override
        public void run(String step, Runnable effect) {
            moments++;
            effect.run();
            moments++;
        }

        public int moments() {
            return moments;
        }
    }
}
