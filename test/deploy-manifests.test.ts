import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { groups, imageVariables } from '../src/config/variables.ts';
import { root, tempDir } from './helpers/index.ts';
import { hasProgram } from './helpers/programs.ts';

const deploy = join(root, 'deploy');

/** Targets of the Dockerfile, each with the ports it opens. */
const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8');
const targets = [...dockerfile.matchAll(/^FROM \S+ AS (\S+)$/gm)].map(([, name]) => name ?? '');

const known = new Set([
  ...Object.values(groups).flatMap((rows) => Object.values(rows).map(({ name }) => name)),
  ...imageVariables.map(({ name }) => name),
]);

describe('the Compose file', () => {
  const text = readFileSync(join(deploy, 'compose.yml'), 'utf8');
  const file = parse(text, { merge: true });
  const service = z.object({
    image: z.string(),
    build: z.object({ context: z.literal('..'), target: z.enum(targets) }).optional(),
    environment: z.record(z.string(), z.string()).default({}),
    depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
    volumes: z.array(z.string()).default([]),
    networks: z.array(z.string()),
    read_only: z.boolean().default(false),
  });
  const services = z.record(z.string(), service).parse(file.services);
  const own = Object.entries(services).filter(([, { build }]) => build !== undefined);

  it('builds each image that it runs, and tags it as the guide does', () => {
    for (const [, { image, build }] of own)
      expect(image).toBe(`scalelite:\${SCALELITE_TAG:-v1}-${build?.target}`);
    const started = new Set(own.map(([, { build }]) => build?.target));
    expect(started).toEqual(new Set(['api', 'poller', 'recording-importer', 'nginx']));
  });

  it('names only variables, services, volumes and networks that there are', () => {
    for (const [name, { environment, depends_on: needs, volumes, networks }] of Object.entries(services)) {
      if (!['postgres', 'redis'].includes(name))
        expect([...known]).toEqual(expect.arrayContaining(Object.keys(environment)));
      expect(Object.keys(services)).toEqual(expect.arrayContaining(Object.keys(needs)));
      for (const volume of volumes) {
        const [source = ''] = volume.replace(/^\$\{\w+:-(\w+)\}/, '$1').split(':');
        expect(Object.keys(file.volumes)).toContain(source);
      }
      expect(Object.keys(file.networks)).toEqual(expect.arrayContaining(networks));
    }
  });

  it('leads to the stores and the API by the names of their services', () => {
    expect(new URL(services['api']?.environment['REDIS_URL'] ?? '').hostname).toBe('redis');
    expect(services['api']?.environment['DATABASE_URL']).toMatch(/@postgres:5432\/scalelite$/);
    expect(services['nginx']?.environment['SCALELITE_API_HOST']).toBe('api');
    expect(own.every(([, one]) => one.read_only)).toBe(true);
  });

  it.skipIf(!hasProgram('docker-compose'))('is such as docker-compose takes', async () => {
    const place = await tempDir();
    onTestFinished(() => place.remove());
    const needed = [...text.matchAll(/\$\{(\w+):\?/g)].map(([, name]) => `${name}=x`);
    writeFileSync(join(place.path, '.env'), `${needed.join('\n')}\n`);
    // The old docker-compose of Debian does not know `name` yet.
    writeFileSync(join(place.path, 'compose.yml'), text.replace(/^name: .*$/m, ''));
    const { status, stderr } = spawnSync('docker-compose', ['-f', 'compose.yml', 'config', '-q'], {
      cwd: place.path,
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
  });
});

describe('the Kubernetes manifests', () => {
  const folder = join(deploy, 'kubernetes');
  const kustomization = parse(readFileSync(join(folder, 'kustomization.yaml'), 'utf8'));
  const documents = readdirSync(folder)
    .filter((name) => name !== 'kustomization.yaml')
    .flatMap((name) => parseAllDocuments(readFileSync(join(folder, name), 'utf8')))
    .map((document) => document.toJS());
  const ofKind = (kind: string) => documents.filter((document) => document.kind === kind);
  const deployments = ofKind('Deployment');
  const containersOf = (deployment: (typeof documents)[number]) => deployment.spec.template.spec.containers;

  it('are all named by the kustomization, and so is every image', () => {
    const files = readdirSync(folder).filter((name) => name !== 'kustomization.yaml');
    expect([...kustomization.resources].sort()).toEqual(files.sort());
    const used = deployments.flatMap(containersOf).map(({ image }) => image);
    expect(kustomization.images.map(({ name }: { name: string }) => name).sort()).toEqual(used.sort());
    for (const { name, newTag } of kustomization.images) {
      expect(targets).toContain(name.replace('scalelite-', ''));
      expect(newTag).toBe(`v1-${name.replace('scalelite-', '')}`);
    }
  });

  it.skipIf(!hasProgram('kubernetes-validate'))('are such as Kubernetes takes', () => {
    const files = readdirSync(folder).filter((name) => name !== 'kustomization.yaml');
    const { status, stderr } = spawnSync('kubernetes-validate', ['--strict', ...files], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(status, stderr).toBe(0);
  });

  it.skipIf(!hasProgram('kubectl'))(
    'are such as kubectl takes, and so is the overlay of the guide',
    async () => {
      const place = await tempDir();
      onTestFinished(() => place.remove());
      cpSync(deploy, join(place.path, 'scalelite/deploy'), { recursive: true });
      mkdirSync(join(place.path, 'own'));
      const guide = readFileSync(join(root, 'docs/deployment.md'), 'utf8');
      const overlay = /```yaml\n(# kustomization\.yaml\n[\s\S]*?)```/.exec(guide)?.[1] ?? '';
      writeFileSync(join(place.path, 'own/kustomization.yaml'), overlay);
      const { stdout, stderr } = spawnSync('kubectl', ['kustomize', 'own'], {
        cwd: place.path,
        encoding: 'utf8',
      });
      expect(stderr).toBe('');
      expect(stdout).toMatch(/URL_HOST: sl\.your\.org[\s\S]*image: registry\.your\.org\/scalelite:v1-api/);
      expect(stdout).not.toContain('example.com');
    },
  );

  it('select pods that there are, and ports that their containers open', () => {
    for (const { spec } of [...deployments, ...ofKind('PodDisruptionBudget')]) {
      const { app } = spec.selector.matchLabels;
      expect(deployments.map((one) => one.spec.template.metadata.labels.app)).toContain(app);
    }
    for (const { spec } of ofKind('Service')) {
      const pod = deployments.find((one) => one.spec.template.metadata.labels.app === spec.selector.app);
      const opened = containersOf(pod).flatMap((one: { ports: { name: string }[] }) => one.ports);
      for (const { targetPort } of spec.ports)
        expect(opened).toContainEqual(expect.objectContaining({ name: targetPort }));
    }
    const { service } = ofKind('Ingress')[0].spec.rules[0].http.paths[0].backend;
    const target = ofKind('Service').find(({ metadata }) => metadata.name === service.name);
    expect(target.spec.ports).toContainEqual(expect.objectContaining({ name: service.port.name }));
  });

  it('ask the ports they open, mount what there is, and keep one of two pods at least', () => {
    for (const deployment of deployments) {
      const { volumes } = deployment.spec.template.spec;
      for (const one of containersOf(deployment)) {
        for (const probe of [one.startupProbe, one.readinessProbe, one.livenessProbe].filter(Boolean))
          expect(one.ports.map(({ name }: { name: string }) => name)).toContain(probe.httpGet.port);
        for (const { name } of one.volumeMounts)
          expect(volumes.map((it: { name: string }) => it.name)).toContain(name);
        expect(one.securityContext).toMatchObject({
          ...{
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
        });
      }
      expect(deployment.spec.template.spec.securityContext).toMatchObject({ runAsUser: 1000, fsGroup: 2000 });
      const budget = ofKind('PodDisruptionBudget').find(
        ({ metadata }) => metadata.name === deployment.metadata.name,
      );
      expect(budget.spec.minAvailable).toBeLessThan(deployment.spec.replicas);
    }
  });

  it('set only variables that there are, and no secret', () => {
    const [{ data }] = ofKind('ConfigMap');
    const inPods = deployments
      .flatMap(containersOf)
      .flatMap((one: { env?: { name: string }[] }) => one.env ?? []);
    const names = [...Object.keys(data), ...inPods.map(({ name }: { name: string }) => name)];
    expect([...known]).toEqual(expect.arrayContaining(names));
    expect(names.filter((name) => /SECRET|PASSWORD|_URL$/.test(name))).toEqual([]);
    expect(ofKind('Secret')).toEqual([]);
  });
});
