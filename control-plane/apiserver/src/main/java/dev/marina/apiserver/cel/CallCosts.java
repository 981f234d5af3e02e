package dev.marina.apiserver.cel;

import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What the functions of Kubernetes and of CEL's extensions cost, by the sizes of what they are called with. Any change here decides which
/// rules people may write. apiserver's pkg/cel/library/cost.go (EstimateCallCost)
final class CallCosts {

    static final double TRAVERSAL = 0.1;
    static final double REGEX = 0.25;
    static final long LIST = 10;
    static final long STRUCT = 40;

    private static final int LARGEST_FORMAT = 64;
    private static final int LARGEST_FORMAT_REGEX = 128;
    private static final long CHECK = 350_000;
    private static final Estimate ADDRESS = new Estimate(4, 16);

    private CallCosts() {}

    /// A call's cost without that of its arguments.
    ///
    /// @param result how large its result is, where that is told by its arguments
    record Call(Estimate cost, Optional<Estimate> result) {
        static Call of(Estimate cost) {
            return new Call(cost, Optional.empty());
        }

        static Call of(Estimate cost, Estimate result) {
            return new Call(cost, Optional.of(result));
        }
    }

    /// What a function is called with.
    ///
    /// @param size unknown where nothing tells it
    /// @param each the size of a list's items, where something tells it
    /// @param constant the number that stands there
    record Argument(CelType type, Estimate size, Optional<Estimate> each, OptionalLong constant) {
        boolean list() {
            return type.kind() == CelKind.LIST;
        }
    }

    /// Empty for functions of CEL itself.
    static Optional<Call> of(String function, Optional<Argument> target, List<Argument> arguments) {
        return switch (function) {
            case "check" -> Optional.of(Call.of(Estimate.exactly(CHECK)));
            case "serviceAccount", "path", "group", "resource", "subresource", "namespace", "name", "allowed", "reason", "error", "errored", "masked",
                    "prefixLength", "family", "isUnspecified", "isLoopback", "isLinkLocalMulticast", "isLinkLocalUnicast", "isGlobalUnicast", "format.named",
                    "sign", "asInteger", "isInteger", "asApproximateFloat", "isGreaterThan", "isLessThan", "compareTo", "add", "sub", "major", "minor",
                    "patch", "getScheme", "getHostname", "getHost", "getPort", "getEscapedPath", "getQuery" ->
                Optional.of(Call.of(Estimate.ONE));
            case "fieldSelector", "labelSelector" -> first(arguments).map(text -> Call.of(selector(text.size())));
            case "isSorted", "sum", "max", "min", "indexOf", "lastIndexOf" -> target.map(CallCosts::eachOnce);
            case "url", "jsonpatch.escapeKey" -> first(arguments).map(text -> Call.of(text.size().times(TRAVERSAL), text.size()));
            case "lowerAscii", "upperAscii", "substring", "trim" -> target.map(text -> Call.of(text.size().times(TRAVERSAL), text.size()));
            case "replace" -> arguments.size() < 2
                    ? Optional.empty()
                    : target.map(text -> Call.of(text.size().times(2 * TRAVERSAL), replaced(text.size(), arguments.get(0).size(), arguments.get(1).size())));
            case "split" -> target.map(text -> Call.of(text.size().times(2 * TRAVERSAL), new Estimate(0, arguments.size() > 1
                    ? arguments.get(1).constant().orElse(text.size().most())
                    : text.size().most())));
            case "join" -> target.map(list -> joined(list, arguments));
            case "find", "findAll" -> first(arguments).flatMap(regex -> target.map(text -> Call.of(matched(text.size(), regex.size()),
                    new Estimate(0, text.size().most()))));
            case "cidr", "isIP", "isCIDR", "quantity", "isQuantity", "semver", "isSemver" ->
                first(arguments).map(text -> Call.of(text.size().times(TRAVERSAL)));
            case "ip" -> arguments.isEmpty() ? Optional.of(Call.of(Estimate.ONE)) : Optional.of(Call.of(arguments.getFirst().size().times(TRAVERSAL)));
            case "ip.isCanonical" -> first(arguments).map(text -> Call.of(text.size().times(2 * TRAVERSAL)));
            case "containsIP" -> first(arguments).map(other -> Call.of(contained(other, Estimate.NONE)));
            case "containsCIDR" -> first(arguments).map(other -> Call.of(contained(other, ADDRESS.times(TRAVERSAL).plus(Estimate.ONE))));
            case "validate" -> first(arguments).map(text -> Call.of(text.size().times(TRAVERSAL).times(LARGEST_FORMAT_REGEX * REGEX)));
            case "_==_" -> same(arguments);
            case "slice" -> target.map(list -> made(1, Estimate.exactly(
                    Math.max(0, arguments.get(1).constant().orElse(list.size().most()) - Math.max(0, arguments.get(0).constant().orElse(0))))));
            case "lists.range" -> first(arguments).map(end -> made(1, Estimate.exactly(Math.max(0, end.constant().orElse(Long.MAX_VALUE)))));
            case "reverse" -> target.map(list -> made(1, list.size()));
            case "flatten" ->
                target.map(list -> made(arguments.isEmpty() ? 1 : Math.max(0, arguments.getFirst().constant().orElse(Long.MAX_VALUE)), list.size()));
            case "distinct" -> target.map(list -> made(2, list.size().times(list.size())));
            case "sort" -> target.map(CallCosts::sorted);
            case SortBy.FUNCTION -> first(arguments).map(CallCosts::sorted);
            default -> Optional.empty();
        };
    }

    /// A list that a function makes. cel-go's ext/lists.go (estimateAllocatingListCall)
    private static Call made(double factor, Estimate size) {
        return Call.of(size.times(factor).plus(Estimate.ONE).plus(Estimate.exactly(LIST)), size);
    }

    /// @param keys by which it is sorted
    static Call sorted(Argument keys) {
        boolean texts = keys.type() instanceof ListType list && (list.elemType().kind() == CelKind.STRING || list.elemType().kind() == CelKind.BYTES);
        return made(texts ? 2 + TRAVERSAL : 2, keys.size().times(keys.size()));
    }

    private static Optional<Argument> first(List<Argument> arguments) {
        return arguments.stream().findFirst();
    }

    /// The shortest requirement that is told apart is two characters long: `k,`.
    private static Estimate selector(Estimate length) {
        return Estimate.exactly(LIST).plus(length.times(TRAVERSAL)).plus(length.times(0.5).times((double) LIST + STRUCT));
    }

    private static Call eachOnce(Argument target) {
        if (!target.list()) {
            return Call.of(target.size().times(TRAVERSAL));
        }
        CelType each = ((ListType) target.type()).elemType();
        boolean texts = each.kind() == CelKind.STRING || each.kind() == CelKind.BYTES;
        Estimate one = texts ? Estimate.ONE.plus(target.each().orElse(Estimate.UNKNOWN).times(TRAVERSAL)) : Estimate.ONE;
        return Call.of(target.size().times(one));
    }

    /// An empty text is found around every character.
    private static Estimate replaced(Estimate text, Estimate old, Estimate fresh) {
        long mostKept = 0;
        long mostPut;
        if (old.least() == 0) {
            mostPut = Estimate.sum(text.most(), 1);
            mostKept = text.most();
        } else if (fresh.most() <= old.least()) {
            mostPut = 0;
            mostKept = text.most();
        } else {
            mostPut = (long) Math.ceil((double) text.most() / old.least());
        }
        long leastKept = 0;
        long leastPut;
        if (old.most() == 0) {
            leastPut = Estimate.sum(text.least(), 1);
            leastKept = text.least();
        } else if (old.most() <= fresh.least()) {
            leastPut = 0;
            leastKept = text.least();
        } else {
            leastPut = (long) Math.ceil((double) text.least() / old.most());
        }
        return new Estimate(leastPut, mostPut).times(fresh).plus(new Estimate(leastKept, mostKept));
    }

    private static Call joined(Argument list, List<Argument> arguments) {
        Estimate size = list.list() ? list.size().times(list.each().orElse(Estimate.UNKNOWN)) : Estimate.NONE;
        if (!arguments.isEmpty()) {
            size = size.plus(arguments.getFirst().size().times(new Estimate(Math.max(0, list.size().least() - 1), Math.max(0, list.size().most() - 1))));
        }
        return Call.of(size.times(TRAVERSAL), size);
    }

    /// Not nothing for an empty text, on which an expression is tried all the same.
    static Estimate matched(Estimate text, Estimate regex) {
        return text.plus(Estimate.ONE).times(TRAVERSAL).times(regex.times(REGEX));
    }

    private static Estimate contained(Argument other, Estimate more) {
        Estimate compared = ADDRESS.plus(ADDRESS).times(TRAVERSAL).plus(more);
        return other.type().kind() == CelKind.STRING ? compared.plus(other.size().times(TRAVERSAL)) : compared;
    }

    private static Optional<Call> same(List<Argument> arguments) {
        if (arguments.size() != 2 || !arguments.get(0).type().equals(arguments.get(1).type())) {
            return Optional.empty();
        }
        return switch (arguments.getFirst().type().name()) {
            case "net.IP", "net.CIDR", "kubernetes.Quantity", "kubernetes.Semver", "kubernetes.authorization.Authorizer",
                    "kubernetes.authorization.PathCheck", "kubernetes.authorization.GroupCheck", "kubernetes.authorization.ResourceCheck",
                    "kubernetes.authorization.Decision" ->
                Optional.of(Call.of(Estimate.ONE));
            case "kubernetes.NamedFormat" -> Optional.of(Call.of(new Estimate(1, LARGEST_FORMAT).times(TRAVERSAL)));
            case "kubernetes.URL" -> Optional.of(Call.of(new Estimate(1, arguments.get(1).size().most()).times(TRAVERSAL)));
            default -> Optional.empty();
        };
    }
}
