import { describe, expect, test } from "vitest";
import { githubAnnotations, githubSummary, reportText } from "../../../src/terminal/doctor";
import { same } from "../../../src/text";
import { allWell, drift, factsOf, mixed, ofCheck, pageIn } from "./reports";

const restore = same("risken-aws doctor --fix");
const many = (count: number, words = "It is missing.") =>
  Array.from({ length: count }, (_, at) =>
    drift(`queue/number-${at + 1}`, { status: "fail", found: same(words), fix: restore }),
  );

describe("the annotations", () => {
  test("stand at the line of the config that decides", () => {
    expect(githubAnnotations(factsOf(mixed), "en")).toMatchInlineSnapshot(`
      [
        "::error file=risken-aws.yaml,line=21,title=security/node-ports%3A Only the load balancer reaches the NodePorts::Two rules open the NodePorts to more than the load balancer | anybody on the network is whoever they say.%0Asg-0aaaaaaaaaaaaaaaa: "0.0.0.0/0 → 30080-30081"%0Asg-0cccccccccccccccc: "10.0.0.0/8 → 0-65535"%0A%0ARemove the rule:%0Aaws ec2 revoke-security-group-ingress --group-id sg-0aaaaaaaaaaaaaaaa --security-group-rule-ids sgr-0bbbbbbbbbbbbbbbb --region ap-northeast-1",
        "::error file=risken-aws.yaml,line=1,title=queue/aws-portscan%3A queue risken-prd-aws-portscan::It is not as the config wants it.%0AVisibilityTimeout: 900 → 30%0ARedrivePolicy.maxReceiveCount: 3 → (none)%0A%0ARestore it:%0Arisken-aws doctor --fix",
        "::error file=risken-aws.yaml,line=1,title=role/risken%3A role risken-prd-risken::It is not as the config wants it.%0AAttachedPolicies[0]: (none) → arn:aws:iam::aws:policy/AdministratorAccess%0A%0ARestore it:%0Arisken-aws doctor --fix",
        "::error file=risken-aws.yaml,line=1,title=parameter/db/DB_MASTER_PASSWORD%3A parameter /prd/db/DB_MASTER_PASSWORD::It is not as the config wants it.%0AValue: [secret] → [secret]%0AType: SecureString → String%0A%0ARestore it:%0Arisken-aws doctor --fix",
        "::error file=risken-aws.yaml,line=1,title=queue/osint-subdomain%3A queue risken-prd-osint-subdomain::It is missing.%0A%0ARestore it:%0Arisken-aws doctor --fix",
        "::error file=risken-aws.yaml,line=1,title=queue/osint-website%3A queue risken-prd-osint-website::It is missing.%0A%0ARestore it:%0Arisken-aws doctor --fix",
        "::warning file=risken-aws.yaml,line=34,title=boot/foreign-parameters%3A Pods load no parameter that nobody wants::A pod would load 1 parameter that risken-aws did not make.%0Acore /prd/common/DEFAULT_LOCALE%0A%0AMake it ours in the config file:%0Aparameters:%0A  values:%0A    common:%0A      DEFAULT_LOCALE: ja%0AOr remove it:%0Aaws ssm delete-parameter --name /prd/common/DEFAULT_LOCALE --region ap-northeast-1",
        "::warning file=risken-aws.yaml,line=1,title=queue/old%3A queue risken-prd-old::risken-aws made it, and the config no longer wants it.%0A%0ARemove it:%0Arisken-aws doctor --fix --prune",
        "::notice file=risken-aws.yaml,line=1,title=health/certificate%3A The certificate is valid for another 30 days::Not allowed to read it: acm:DescribeCertificate is missing.",
      ]
    `);
  });

  test("in Japanese", () => {
    expect(githubAnnotations(factsOf(mixed), "ja").at(-1)).toMatchInlineSnapshot(
      `"::notice file=risken-aws.yaml,line=1,title=health/certificate%3A 証明書の有効期限まで30日以上あること::acm:DescribeCertificate の権限がないため、確認できません。"`,
    );
  });

  test("are none where all is well, also where something doesn't apply", () => {
    const skipped = ofCheck("health/targets", { status: "skip", found: same("Nothing."), notApplicable: true });
    expect(githubAnnotations(factsOf([...allWell, skipped]), "en")).toEqual([]);
  });

  test("can't be ended or turned into another command by what they say", () => {
    const nasty = ofCheck("health/targets", {
      status: "warn",
      title: same("a, b: c"),
      found: same("100%\r\n::error::gotcha"),
      fix: undefined,
    });
    const [line, ...more] = githubAnnotations(factsOf([nasty], { file: "a,b:c%.yaml" }), "en");
    expect(more).toEqual([]);
    expect(line).toBe(
      "::warning file=a%2Cb%3Ac%25.yaml,line=1,title=health/targets%3A a%2C b%3A c::100%25\\r%0A::error::gotcha",
    );
  });

  test("are the ten worst of each level, and the last says how many more there are", () => {
    const worst = ofCheck("security/node-ports", { status: "fail", found: same("Open.") });
    const warnings = many(11).map((one) => ({ ...one, status: "warn" as const }));
    const blind = many(10).map((one) => ({ ...one, status: "skip" as const, fix: undefined }));
    const lines = githubAnnotations(factsOf([...many(14), worst, ...warnings, ...blind]), "en");
    const of = (level: string) => lines.filter((line) => line.startsWith(`::${level} `));
    expect([of("error").length, of("warning").length, of("notice").length]).toEqual([10, 10, 10]);
    expect(of("error")[0]).toContain("security/node-ports");
    expect(of("error").map((line) => /And \d+ more/.exec(line)?.[0])).toEqual([...Array(9), "And 5 more"]);
    expect(of("warning").at(-1)).toContain("And 1 more");
    expect(of("notice").at(-1)).not.toContain("more");
  });
});

describe("the step summary", () => {
  test("is the markdown report where it fits", () => {
    expect(githubSummary(factsOf(mixed), "ja")).toBe(reportText("markdown", factsOf(mixed), pageIn("ja")));
  });

  test.each([
    ["en", /_(\d+) more results are left out here because the report is too long\._\n$/],
    ["ja", /_長すぎるため、ほかの(\d+)件の結果を省略しました。_\n$/],
  ] as const)("stays below 1 MiB and says what it leaves out: %s", (language, ending) => {
    const results = many(3000, "キューが存在しません。".repeat(20));
    const summary = githubSummary(factsOf(results), language);
    expect(Buffer.byteLength(summary)).toBeLessThan(1024 * 1024);
    expect(Buffer.byteLength(summary)).toBeGreaterThan(1000 * 1024);
    const left = Number(ending.exec(summary)?.[1]);
    expect(summary.match(/^### /gm)).toHaveLength(3000 - left);
  });

  test("leaves out what passed before what failed", () => {
    const passed = Array.from({ length: 20_000 }, (_, at) => drift(`queue/passed-${at}`));
    const summary = githubSummary(factsOf([...passed, ...mixed]), "en");
    expect(summary).toContain("security/node-ports");
    expect(summary).toContain("acm:DescribeCertificate is missing");
    expect(summary).toMatch(/results are left out/);
    expect(summary.match(/<details>/g)).toHaveLength(summary.match(/<\/details>/g)!.length);
  });
});
