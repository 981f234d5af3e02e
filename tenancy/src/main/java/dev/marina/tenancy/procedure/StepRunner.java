package dev.marina.tenancy.procedure;

/// Every step of a procedure runs through here, so that a test can end the process before or after any of them.
@FunctionalInterface
public interface StepRunner {

    StepRunner PLAIN = (_, effect) -> effect.run();

    void run(String step, Runnable effect);
}
