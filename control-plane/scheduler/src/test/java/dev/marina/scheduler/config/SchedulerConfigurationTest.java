package dev.marina.scheduler.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.scheduler.Profile;
import dev.marina.scheduler.Schedulers;
import dev.marina.scheduler.SchedulerPlugin;
import dev.marina.scheduler.Steps;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchedulerConfigurationTest {

    private static final String HEAD = "apiVersion: kubescheduler.config.k8s.io/v1\nkind: KubeSchedulerConfiguration\n";

    @Test
    void withoutProfilesThereIsTheStandardOne() throws Exception {
        Profile profile = profile(HEAD + "percentageOfNodesToScore: 30", "default-scheduler");

        assertEquals(names(Profile.standard().plugins()), names(profile.plugins()));
        assertTrue(profile.preempts());
    }

    @Test
    void pluginsAreTakenOutAndWeighedAtTheirPoints() throws Exception {
        Profile profile = profile(HEAD + """
                profiles:
                - schedulerName: mine
                  plugins:
                    multiPoint: {disabled: [{name: ImageLocality}]}
                    filter: {disabled: [{name: NodePorts}]}
                    score: {enabled: [{name: InterPodAffinity, weight: 7}], disabled: [{name: TaintToleration}]}
                    postFilter: {disabled: [{name: DefaultPreemption}]}
                """, "mine");

        assertEquals(List.of(), profile.filters().stream().filter(each -> each.name().equals("NodePorts")).toList());
        assertEquals(
                List.of("NodeAffinity 2", "NodeResourcesFit 1", "PodTopologySpread 2", "InterPodAffinity 7", "DynamicResources 2",
                        "NodeResourcesBalancedAllocation 1"),
                profile.scores().stream().map(each -> each.plugin().name() + " " + each.weight()).toList());
        assertTrue(profile.filters().stream().anyMatch(each -> each.name().equals("TaintToleration")), "it still keeps pods away");
        assertEquals(false, profile.preempts());
    }

    @Test
    void allMayBeDisabledAndSomeEnabledAgain() throws Exception {
        Profile profile = profile(HEAD + """
                profiles:
                - plugins: {multiPoint: {disabled: [{name: "*"}], enabled: [{name: NodeResourcesFit}, {name: NodeName}]}}
                """, "default-scheduler");

        assertEquals(List.of("NodeResourcesFit", "NodeName"), names(List.copyOf(profile.filters())));
        assertEquals(false, profile.preempts());
    }

    @Test
    void pluginsAreTakenOutBeforeAndBehindTheChoiceOfANode() throws Exception {
        Profile profile = profile(HEAD + """
                profiles:
                - plugins:
                    multiPoint: {disabled: [{name: GangScheduling}, {name: DynamicResources}]}
                    postFilter: {enabled: [{name: DynamicResources}]}
                    preBind: {disabled: [{name: VolumeBinding}]}
                    permit: {disabled: [{name: "*"}]}
                """, "default-scheduler");

        assertEquals(Set.of(), profile.steps().plugins().get(Steps.Point.PRE_ENQUEUE));
        assertEquals(List.of(), profile.permits());
        assertEquals(Set.of("VolumeBinding"), profile.steps().plugins().get(Steps.Point.RESERVE));
        assertEquals(Set.of(), profile.steps().plugins().get(Steps.Point.PRE_BIND));
        assertEquals(Set.of("DynamicResources", "DefaultPreemption"), profile.steps().plugins().get(Steps.Point.POST_FILTER));
        assertEquals(Set.of("DefaultBinder"), profile.steps().plugins().get(Steps.Point.BIND));
    }

    @Test
    void aPluginThatIsTakenOutMayStayAtOnePoint() throws Exception {
        Profile profile = profile(HEAD + """
                profiles:
                - plugins:
                    multiPoint: {disabled: [{name: GangScheduling}]}
                    permit: {enabled: [{name: GangScheduling}]}
                """, "default-scheduler");

        assertEquals(List.of("GangScheduling"), names(List.copyOf(profile.permits())));
        assertEquals(Set.of(), profile.steps().plugins().get(Steps.Point.PRE_ENQUEUE));
    }

    /// A configuration (after its head) and what is said of it.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            percentageOfNodesToScore: 101                       | percentageOfNodesToScore: Invalid value: 101: not in valid range [0-100]
            profiles: [{percentageOfNodesToScore: -1}]          | profiles[0].percentageOfNodesToScore: Invalid value: -1: not in valid range [0-100]
            profiles: [{plugins: {postFilter: {enabled: [{name: Mine}]}}}]     | profiles[0].plugins.postFilter.enabled[0].name: Unsupported value: "Mine"
            profiles: []                                        | profiles: Required value
            profiles: [{schedulerName: a}, {schedulerName: a}]  | profiles[1].schedulerName: Duplicate value: "a"
            leaderElection: {}                                  | unknown field "leaderElection"
            extenders: [{}]                                     | extenders[0].urlPrefix: Required value
            extenders: [{urlPrefix: "http://10.0.0.1/"}]        | extenders[0].urlPrefix: Invalid value: "http://10.0.0.1/": must be an https address
            extenders: [{urlPrefix: "https://a.b/", evictVerb: p}] | unknown field "extenders[0].evictVerb"
            extenders: [{urlPrefix: "https://a.b/", prioritizeVerb: p, weight: 0}] | extenders[0].weight: Invalid value: 0
            extenders: [{urlPrefix: "https://a.b/", httpTimeout: 5m}] | extenders[0].httpTimeout: Invalid value: "5m"
            extenders: [{urlPrefix: "https://a.b/", httpTimeout: soon}] | extenders[0].httpTimeout: Invalid value: "soon"
            extenders: [{urlPrefix: "https://a.b/", httpTimeout: 30.5s}] | extenders[0].httpTimeout: Invalid value: "30.5s"
            extenders: [{urlPrefix: "https://a.b/", managedResources: [{name: a.b/c}]}, {urlPrefix: "https://c.d/", managedResources: [{name: a.b/c}]}] | extenders[1].managedResources[0].name: Duplicate value: "a.b/c"
            extenders: [{urlPrefix: "https://a.b/", tlsConfig: {insecure: true}}] | unknown field "extenders[0].tlsConfig.insecure"
            extenders: [{urlPrefix: "https://a.b/", bindVerb: b}, {urlPrefix: "https://c.d/", bindVerb: b}] | only one extender can implement bind
            extenders: [{urlPrefix: "https://a.b/", managedResources: [{name: cpu}]}] | extenders[0].managedResources[0].name: Invalid value: "cpu"
            profiles: [{plugins: {preScore: {}}}]               | unknown field "profiles[0].plugins.preScore"
            profiles: [{plugins: {bind: {disabled: [{name: "*"}]}}}]           | at least one bind plugin is needed for profile with scheduler name "default-scheduler"
            profiles: [{plugins: {queueSort: {disabled: [{name: PrioritySort}]}}}] | only one queue sort plugin required for profile with scheduler name "default-scheduler", but got 0
            profiles: [{plugins: {permit: {enabled: [{name: DynamicResources}]}}}] | profiles[0].plugins.permit.enabled[0].name: Invalid value: "DynamicResources": the plugin does not extend the extension point permit
            profiles: [{plugins: {postBind: {enabled: [{name: DefaultBinder}]}}}] | the plugin does not extend the extension point postBind
            profiles: [{plugins: {filter: {enabled: [{name: DefaultBinder}]}}}] | the plugin does not extend the extension point filter
            profiles: [{plugins: {reserve: {enabled: [{name: Mine}]}}}]        | profiles[0].plugins.reserve.enabled[0].name: Unsupported value: "Mine"
            profiles: [{plugins: {score: {enabled: [{name: NodePorts}]}}}]     | Invalid value: "NodePorts": the plugin does not extend the extension point score
            profiles: [{plugins: {score: {enabled: [{name: Coscheduling}]}}}]  | profiles[0].plugins.score.enabled[0].name: Unsupported value: "Coscheduling"
            profiles: [{plugins: {score: {enabled: [{name: NodeAffinity, weight: 1000}]}}}] | weight: Invalid value: 1000: must be in the range 0 to 100
            profiles: [{pluginConfig: [{name: VolumeBinding}]}] | profiles[0].pluginConfig[0].name: Unsupported value: "VolumeBinding"
            profiles: [{pluginConfig: [{name: NodeResourcesFit, args: {scoringStrategy: {type: Best}}}]}] | scoringStrategy.type: Unsupported value: "Best"
            profiles: [{pluginConfig: [{name: NodeResourcesFit, args: {scoringStrategy: {type: RequestedToCapacityRatio}}}]}] | shape: Required value
            profiles: [{pluginConfig: [{name: NodeResourcesFit, args: {scoringStrategy: {resources: [{name: cpu, weight: 101}]}}}]}] | resource weight of cpu not in valid range [1-100]
            profiles: [{pluginConfig: [{name: InterPodAffinity, args: {hardPodAffinityWeight: 101}}]}] | hardPodAffinityWeight: Invalid value: 101
            profiles: {                                         | config.yaml is not YAML
            """)
    void mistakesAreNamed(String configuration, String complaint) {
        String said = assertThrows(SchedulerConfiguration.Invalid.class, () -> SchedulerConfiguration.read(HEAD + configuration)).getMessage();
        assertTrue(said.contains(complaint), said);
    }

    /// What a tenant writes to keep the reader busy.
    @Test
    void enormousTextsAreRefused() {
        assertThrows(SchedulerConfiguration.Invalid.class, () -> SchedulerConfiguration.read("a".repeat(100_000)));
        assertThrows(SchedulerConfiguration.Invalid.class, () -> SchedulerConfiguration.read("[".repeat(60_000)));
        assertThrows(SchedulerConfiguration.Invalid.class, () -> SchedulerConfiguration.read(HEAD + "profiles: [" + "{},".repeat(20_000) + "{}]"));
        StringBuilder aliases = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 60; i++) {
            aliases.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }
        String said = assertThrows(SchedulerConfiguration.Invalid.class, () -> SchedulerConfiguration.read(aliases.toString())).getMessage();
        assertTrue(said.length() < 2_000, () -> said.length() + " characters are said");
    }

    private static Profile profile(String yaml, String name) throws Exception {
        Schedulers schedulers = SchedulerConfiguration.read(yaml);
        return schedulers.byName().get(name);
    }

    private static List<String> names(List<? extends SchedulerPlugin> plugins) {
        return plugins.stream().map(SchedulerPlugin::name).toList();
    }
}
