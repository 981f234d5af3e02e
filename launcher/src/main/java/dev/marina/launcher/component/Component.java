package dev.marina.launcher.component;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import dev.marina.launcher.instance.Instance;

/// One part of an installation. Components hold no state of their own: all of it is in the instance's directories.
public interface Component {
    String name();

    /// How one of several is called.
    ///
    /// @param first the first one's name
    /// @param number from 1 on
    static String numbered(String first, int number) {
        return number == 1 ? first : first + "-" + number;
    }

    /// The name that those of which there are several share.
    default String part() {
        return name();
    }

    /// Names of the components that must be healthy before this one is started for the first time. Later each lives by itself.
    default List<String> after() {
        return List.of();
    }

    /// Of this installation.
    default List<String> after(Instance instance) {
        return after();
    }

    /// Empty: it can run. Else what is not there yet, for instance a program that has not been built.
    default Optional<String> missing(Instance instance) {
        return Optional.empty();
    }

    /// Complains about what a person has set and what cannot work, before anything is changed.
    default void check(Instance instance) {}

    /// May be called any number of times, before each start: files, unpacking, first-time initialisation, remains of a dead predecessor.
    default void prepare(Instance instance, Progress progress) throws Exception {}

    /// Empty: somebody else runs it, and only its health is ours to watch.
    Optional<ProcessSpec> process(Instance instance) throws Exception;

    Health health(Instance instance);

    /// May be called any number of times, after each start, when it is healthy: what others need of it before they start.
    default void settle(Instance instance, Progress progress) throws Exception {}

    /// For those that run on a JVM with a plain class path.
    default Optional<StartArchive> startArchive(Instance instance) {
        return Optional.empty();
    }

    /// Called by `down` before the process is stopped.
    default void beforeStop(Instance instance, Progress progress) throws Exception {}

    String address(Instance instance);

    String version(Instance instance);

    default int stopSignal() {
        return dev.marina.launcher.process.Linux.SIGTERM;
    }

    /// How long it may take to end by itself before it is killed.
    default Duration stopTimeout() {
        return Duration.ofSeconds(15);
    }

    /// How long a start may take before it counts as failed and is tried anew.
    default Duration startTimeout() {
        return Duration.ofMinutes(2);
    }

    /// Where a component says what it is doing, in a few words.
    @FunctionalInterface
    interface Progress {
        void say(String what);
    }
}
