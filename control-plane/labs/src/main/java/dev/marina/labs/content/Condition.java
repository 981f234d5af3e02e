package dev.marina.labs.content;

import dev.marina.apiserver.cel.StateExpression;
import java.util.List;
import java.util.Optional;

/// What has to be so, of what.
///
/// @param history how it has to have been since the start
/// @param see empty where the grader finds the words itself
public record Condition(What what, History history, Optional<See> see) {

    public sealed interface What {

        /// An object is there and, where something is said of it, that is so.
        record Of(Subject subject, Optional<StateExpression> is) implements What {}

        /// So many objects are there of which it is so. Objects that are about to go do not count.
        ///
        /// @param atLeast "" for any number
        /// @param atMost "" for any number
        record Count(Subject subject, Optional<StateExpression> where, String atLeast, String atMost) implements What {}

        /// An event was told since the start. Once is enough.
        record Told(String reason, String kind, String name, String message) implements What {}

        /// A container has printed something.
        record Printed(String selector, String container, String matches) implements What {}

        /// Somebody who asks over HTTP is answered.
        record Answers(String service, String pod, String port, String path, String contains) implements What {}

        /// Somebody who comes from outside of the cluster is answered: at a Service's node port or load balancer, or at the cluster's entrance.
        ///
        /// @param service "" where the entrance is meant
        /// @param port of the Service, by number or name
        /// @param host as which the entrance is asked
        /// @param tcp whether a connection is enough
        record Reached(String service, String port, String host, String path, String contains, boolean tcp) implements What {}

        /// Running pods use so much of a resource, as metrics.k8s.io says: each of them, or all together.
        ///
        /// @param container "" for the sum of a pod's
        /// @param resource `cpu` or `memory`
        /// @param atLeast a quantity; "" for any
        /// @param atMost a quantity; "" for any
        record Uses(String selector, String container, String resource, boolean together, String atLeast, String atMost) implements What {}

        /// The cluster's roles and bindings let somebody do something and not something else, by whatever way.
        ///
        /// @param user "" where it is a service account of the run's namespace
        /// @param namespace in which; "" for the run's, `*` for all
        record Permits(String user, String account, List<String> groups, String namespace, List<Act> allowed, List<Act> denied) implements What {}
    }

    public sealed interface History {

        /// Only what is there now counts.
        record Now() implements History {}

        /// It has to have been so at every change.
        ///
        /// @param since the goal with which it begins; "" for the start
        /// @param until the goal with which it ends
        record Always(String since, String until) implements History {}

        /// These have to have been true, one after the other.
        record InOrder(List<StateExpression> expressions) implements History {}
    }

    public record See(Sentence en, Sentence zh) {}

    /// Whether it is asked of somebody, and follows from no object.
    public boolean asked() {
        return what instanceof What.Printed || what instanceof What.Answers || what instanceof What.Reached
                || what instanceof What.Uses;
    }

    /// Which objects it follows from; empty for events and what is asked.
    public Optional<Subject> subject() {
        return switch (what) {
            case What.Of of -> Optional.of(of.subject());
            case What.Count count -> Optional.of(count.subject());
            case What.Told _, What.Printed _, What.Answers _, What.Reached _, What.Uses _, What.Permits _ -> Optional.empty();
        };
    }
}
