package dev.marina.apiserver.table;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.api.Document;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodColumnsTest {

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "{'status':{'phase':'Pending'}} | Pending",
            "{'status':{'phase':'Pending','containerStatuses':[{'state':{'waiting':{'reason':'ContainerCreating'}}}]}} | ContainerCreating",
            "{'status':{'phase':'Running','containerStatuses':[{'ready':true,'state':{'running':{}}}]}} | Running",
            "{'status':{'phase':'Running','containerStatuses':[{'state':{'waiting':{'reason':'CrashLoopBackOff'}}}]}} | CrashLoopBackOff",
            "{'status':{'phase':'Failed','containerStatuses':[{'state':{'terminated':{'exitCode':3}}}]}} | ExitCode:3",
            "{'status':{'phase':'Failed','containerStatuses':[{'state':{'terminated':{'exitCode':137,'reason':'OOMKilled'}}}]}} | OOMKilled",
            "{'status':{'phase':'Succeeded','containerStatuses':[{'state':{'terminated':{'exitCode':0,'reason':'Completed'}}}]}} | Completed",
            "{'spec':{'initContainers':[{'name':'i'},{'name':'j'}]},'status':{'phase':'Pending','initContainerStatuses':[{'name':'i','state':{'terminated':{'exitCode':0}}},{'name':'j','state':{'running':{}}}]}} | Init:1/2",
            "{'spec':{'initContainers':[{'name':'i'}]},'status':{'phase':'Pending','initContainerStatuses':[{'name':'i','state':{'terminated':{'exitCode':1,'reason':'Error'}}}]}} | Init:Error",
            "{'metadata':{'deletionTimestamp':'2026-01-01T00:00:00Z'},'status':{'phase':'Running'}} | Terminating",
            "{'spec':{'initContainers':[{'name':'s','restartPolicy':'Always'}]},'status':{'phase':'Succeeded','conditions':[{'type':'Initialized','status':'True'}],'initContainerStatuses':[{'name':'s','state':{'terminated':{'exitCode':137,'reason':'Error'}}}],'containerStatuses':[{'state':{'terminated':{'exitCode':0,'reason':'Completed'}}}]}} | Completed",
            "{'status':{'phase':'Running','containerStatuses':[{'state':{'terminated':{'exitCode':0,'reason':'Completed'}}},{'state':{'terminated':{'exitCode':2,'reason':'Error'}}}]}} | Error",
            "{'metadata':{'deletionTimestamp':'2026-01-01T00:00:00Z'},'status':{'phase':'Succeeded','containerStatuses':[{'state':{'terminated':{'exitCode':0,'reason':'Completed'}}}]}} | Completed",
            "{'status':{'phase':'Failed','reason':'Evicted'}} | Evicted"})
    void theStatusReadsAsUpstreamPrintsIt(String pod, String expected) {
        assertEquals(expected, summary(pod).reason());
    }

    @Test
    void restartsOfInitContainersCountUntilTheyAreDone() {
        String statuses = "'initContainerStatuses':[{'name':'i','restartCount':3,'state':{%s}}],'containerStatuses':[{'restartCount':1,'state':{'running':{}}}]";
        assertEquals(3, summary("{'spec':{'initContainers':[{'name':'i'}]},'status':{" + statuses.formatted("'running':{}") + "}}").restarts());
        assertEquals(1, summary("{'spec':{'initContainers':[{'name':'i'}]},'status':{" + statuses.formatted("'terminated':{'exitCode':0}") + "}}").restarts());
    }

    private static PodSummary summary(String pod) {
        return PodSummary.of(Document.parse(pod.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }
}
