package dev.marina.apiserver.cel;

import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import dev.marina.apiserver.structural.Formats;
import dev.marina.apiserver.validation.Names;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `format.dns1123Label().validate(name)`: what is wrong with a text. apiserver's pkg/cel/library/format.go
final class FormatFunctions {

    private static final CelType TYPE = OpaqueType.create("kubernetes.NamedFormat");

    private FormatFunctions() {}

    @FunctionalInterface
    private interface Rule {
        List<String> wrong(String text);
    }

    private static final Map<String, Rule> RULES = new HashMap<>();

    static {
        RULES.put("dns1123Label", Names::dnsLabel);
        RULES.put("dns1123Subdomain", Names::dnsSubdomain);
        RULES.put("dns1035Label", Names::dns1035Label);
        RULES.put("qualifiedName", Names::qualified);
        RULES.put("dns1123LabelPrefix", text -> Names.dnsLabel(completed(text)));
        RULES.put("dns1123SubdomainPrefix", text -> Names.dnsSubdomain(completed(text)));
        RULES.put("dns1035LabelPrefix", text -> Names.dns1035Label(completed(text)));
        RULES.put("labelValue", Names::labelValue);
        RULES.put("uri", text -> Formats.fits("uri", text) ? List.of() : List.of("invalid URI for request"));
        RULES.put("uuid", text -> Formats.fits("uuid", text) ? List.of() : List.of("does not match the UUID format"));
        RULES.put("byte", text -> Formats.fits("byte", text) ? List.of() : List.of("invalid base64"));
        RULES.put("date", text -> Formats.fits("date", text) ? List.of() : List.of("invalid date"));
        RULES.put("datetime", text -> Formats.fits("date-time", text) ? List.of() : List.of("invalid datetime"));
    }

    /// A prefix may end in what only a generated name goes on after.
    private static String completed(String prefix) {
        return prefix.endsWith("-") ? prefix.substring(0, prefix.length() - 1) + "a" : prefix;
    }

    static void addTo(KubernetesFunctions functions) {
        RULES.forEach((name, rule) -> {
            functions.declare("format." + name, CelOverloadDecl.newGlobalOverload("k8s_format_" + name, TYPE));
            functions.bind("k8s_format_" + name, List.of(), _ -> rule);
        });
        functions.global("format.named", OptionalType.create(TYPE), SimpleType.STRING, String.class, name -> Optional.ofNullable(RULES.get(name)));
        functions.member("validate", OptionalType.create(ListType.create(SimpleType.STRING)), TYPE, Rule.class, SimpleType.STRING, String.class,
                (rule, text) -> Optional.of(rule.wrong(text)).filter(wrong -> !wrong.isEmpty()));
    }
}
