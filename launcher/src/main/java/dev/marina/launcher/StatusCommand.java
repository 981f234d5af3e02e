package dev.marina.launcher;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

import dev.marina.launcher.certificate.CertificateFiles;
import dev.marina.launcher.certificate.PublicCertificate;
import dev.marina.launcher.component.Components;
import dev.marina.launcher.component.Versions;
import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.instance.Layout;
import dev.marina.launcher.process.ProcessTable;
import dev.marina.launcher.supervisor.ComponentStatus;
import dev.marina.launcher.supervisor.ProcessRecord;
import dev.marina.launcher.supervisor.ProcessRecords;
import dev.marina.launcher.supervisor.Supervisor;
import dev.marina.launcher.supervisor.SupervisorClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "status", description = "Every component: state, address, version, pid. Exit code 0 if all are running.", mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        List<ComponentStatus> components = components(Layout.ofEnvironment());
        if (json) {
            List<Map<String, Object>> rows = components.stream().map(StatusCommand::row).toList();
            Map<String, Object> all = new LinkedHashMap<>(Map.of("components", rows));
            certificate().ifPresent(words -> all.put("certificate", words));
            System.out.println(Json.line(all));
        } else {
            System.out.printf("%-15s %-10s %-46s %-14s %s%n", "COMPONENT", "PID", "ADDRESS", "VERSION", "STATE");
            components.forEach(component -> System.out.printf("%-15s %-10s %-46s %-14s %s%n", component.name(), component.pid() == 0 ? "-" : component.pid(),
                    component.address(), component.version(), component.state()));
            certificate()
                    .ifPresent(words -> System.out.printf("%nCertificate of %s, by %s: %s%n", words.get("names"), words.get("directory"), words.get("state")));
        }
        return components.stream().allMatch(ComponentStatus::running) ? 0 : 1;
    }

    /// Of the platform's own names, where the operator has it ordered.
    private static Optional<Map<String, String>> certificate() {
        Layout layout = Layout.ofEnvironment();
        return Instance.find(layout).flatMap(PublicCertificate::of).map(wanted -> Map.of("names", String.join(", ", wanted.names()), "directory",
                wanted.directory(), "state", CertificateFiles.of(layout).words(wanted.names(), Instant.now())));
    }

    private static Map<String, Object> row(ComponentStatus component) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("name", component.name());
        row.put("state", component.state());
        row.put("address", component.address());
        row.put("version", component.version());
        row.put("pid", component.pid() == 0 ? null : component.pid());
        row.put("restarts", component.restarts());
        return row;
    }

    static List<ComponentStatus> components(Layout layout) {
        Optional<Instance> instance = Instance.find(layout);
        if (instance.isEmpty()) {
            return Components.standard().stream().map(component -> new ComponentStatus(component.name(), "stopped", "", "", 0, 0)).toList();
        }
        Optional<SupervisorClient.Report> report = new SupervisorClient(instance.get()).status();
        ProcessRecords records = new ProcessRecords(layout.processesFile());
        List<ComponentStatus> all = new ArrayList<>();
        String address = "unix://" + instance.get().supervisorSocket();
        long pid = report.isPresent() ? records.find(Supervisor.NAME).map(record -> record.process().pid()).orElse(0L) : 0;
        List<dev.marina.launcher.component.Component> expected = Components.of(instance.get().settings());
        boolean anything = expected.stream().flatMap(component -> records.find(component.name()).stream())
                .anyMatch(record -> ProcessTable.alive(record.process()));
        all.add(new ComponentStatus(Supervisor.NAME, report.isPresent() ? ComponentStatus.RUNNING : anything ? "ended; it is started again" : "stopped",
                address, Versions.marina(), pid, 0));
        if (report.isPresent()) {
            all.addAll(report.get().components());
        } else {
            expected.forEach(component -> all.add(unsupervised(component, instance.get(), records.find(component.name()))));
        }
        return all;
    }

    private static ComponentStatus unsupervised(dev.marina.launcher.component.Component component, Instance instance, Optional<ProcessRecord> record) {
        Optional<ProcessRecord> alive = record.filter(found -> ProcessTable.alive(found.process()));
        return new ComponentStatus(component.name(), alive.isPresent() ? "running without supervisor" : "stopped", component.address(instance),
                component.version(instance), alive.map(found -> found.process().pid()).orElse(0L), 0);
    }
}
