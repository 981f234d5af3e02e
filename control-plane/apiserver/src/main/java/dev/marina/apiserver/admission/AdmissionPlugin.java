package dev.marina.apiserver.admission;

import dev.marina.api.Document;
import dev.marina.store.Mutation;
import java.util.List;

/// One rule about objects. A plugin that needs several of the three kinds implements several.
public sealed interface AdmissionPlugin {

    String name();

    boolean handles(AdmissionRequest request);

    /// Whether it has a say in what is passed on to somebody and not stored.
    default boolean asksAboutConnections() {
        return false;
    }

    /// Gives the object another form. Throws a [dev.marina.api.StatusException] to refuse.
    non-sealed interface Mutating extends AdmissionPlugin {
        Document mutate(AdmissionRequest request);
    }

    /// Gives the object another form as the cluster itself has it. When one of these has changed something, all mutating plugins are
    /// asked once more, since what they would do depends on it.
    non-sealed interface Reinvocable extends AdmissionPlugin {
        /// @return the request with what was made of its object, and the warnings that go with it
        AdmissionRequest mutate(AdmissionRequest request, Reinvocations past);
    }

    /// Sees the final object and cannot change it.
    non-sealed interface Validating extends AdmissionPlugin {
        Verdict validate(AdmissionRequest request);
    }

    /// Keeps count: what it adds is written in the same mutation as the object, or nothing is.
    non-sealed interface Accounting extends AdmissionPlugin {
        Account account(AdmissionRequest request);
    }

    /// @param reservations taken just before the mutation is committed, by what is counted outside of the object's own cluster;
    ///     they throw to refuse. A dry run takes none
    record Account(List<Mutation.Write> writes, List<Mutation.Predicate> predicates, List<Runnable> reservations) {
        public static final Account NOTHING = new Account(List.of(), List.of());

        public Account(List<Mutation.Write> writes, List<Mutation.Predicate> predicates) {
            this(writes, predicates, List.of());
        }

        public void reserve() {
            reservations.forEach(Runnable::run);
        }
    }
}
