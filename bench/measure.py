"""What bench/accuracy and bench/ablation share: runs of parley-train, figures and their bounds.

Rows are dictionaries as parley-train --predictions wrote them; every row that was tested is there,
with the fold that held it out.
"""
import collections
import csv
import datetime
import os
import random
import shutil
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
SHARED = os.path.join(os.path.dirname(ROOT), 'shared')
SETS = os.path.join(SHARED, 'bench')
DEBIAN_PYTHON = '/usr/bin/python3'  # the one that Debian's python3-sklearn is for
ROUNDS = 1000

csv.field_size_limit(1 << 24)


def say(text):
    print(text, file=sys.stderr, flush=True)


def read_csv(path):
    with open(path, encoding='utf-8', newline='') as file:
        return list(csv.DictReader(file))


def write_csv(path, rows):
    with open(path, 'w', encoding='utf-8', newline='') as file:
        # All cells quoted: Python leaves a bare carriage return unquoted, and reads it as a line end.
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator='\n', quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(rows)


def find_train(argument):
    """The parley-train to measure, or the end of the program."""
    path = argument or os.path.join(ROOT, 'build', 'release', 'parley-train')
    if not os.access(path, os.X_OK):
        sys.exit(f'{os.path.basename(sys.argv[0])}: there is no {path}; build it, or name another')
    return os.path.abspath(path)


def find_vectors(argument):
    """The word vectors, or None."""
    path = argument or os.path.join(ROOT, 'build', 'vectors', 'glove-100d.vec')
    return os.path.abspath(path) if os.path.isfile(path) else None


class Run:
    """One run of parley-train: .rows (the predictions), .metrics, .seconds, .tuned."""

    def __init__(self, train, folder, arguments, output=None):
        predictions = os.path.join(folder, 'predictions.csv')
        metrics = os.path.join(folder, 'metrics.csv')
        command = [train, *arguments, '--brief', '--predictions', predictions, '--metrics', metrics]
        if output:
            command += ['--output', output]
        begin = time.monotonic()
        done = subprocess.run(command, capture_output=True, text=True)
        self.seconds = time.monotonic() - begin
        if done.returncode:
            sys.exit(done.stderr + f'{" ".join(command)}: exit status {done.returncode}')
        self.rows = read_csv(predictions)
        self.metrics = {(m['task'], m['split'], m['metric'], m['label']): float(m['value'])
                        for m in read_csv(metrics) if m['value']}
        self.tuned = [line for line in done.stderr.splitlines() if ': tune ' in line]


# --- figures ------------------------------------------------------------------------------------

def cells_of(rows, task, given, part=None):
    """How often each (part, gold label, given label) occurs, as one counter for each group."""
    groups = collections.defaultdict(collections.Counter)
    for number, row in enumerate(rows):
        if row[task] and given[number]:
            group = row.get('article') or number
            groups[group][row[part] if part else '', row[task], given[number]] += 1
    return groups


def f1_scores(cells):
    right, gold, given = collections.Counter(), collections.Counter(), collections.Counter()
    for (_, own, other), count in cells.items():
        gold[own] += count
        given[other] += count
        right[own] += count * (own == other)
    return {label: 2 * right[label] / (gold[label] + given[label]) for label in {*gold, *given}}


def accuracy(cells):
    return sum(n for (_, own, other), n in cells.items() if own == other) / sum(cells.values())


def macro_f1(cells):
    scores = f1_scores(cells)
    return sum(scores.values()) / len(scores)


def favor_against(cells):
    """The figure of SemEval-2016 Task 6: the mean F1 of two of the three labels."""
    scores = f1_scores(cells)
    return (scores.get('FAVOR', 0) + scores.get('AGAINST', 0)) / 2


def mean_of_parts(figure):
    def mean(cells):
        parts = collections.defaultdict(collections.Counter)
        for cell, count in cells.items():
            parts[cell[0]][cell] += count
        return sum(figure(part) for part in parts.values()) / len(parts)
    return mean


def total(groups):
    cells = collections.Counter()
    for group in groups.values():
        cells.update(group)
    return cells


def middle(values):
    values = sorted(values)
    return values[int(0.025 * len(values))], values[int(0.975 * len(values)) - 1]


def bounds(figure, ours, theirs=None):
    """95 % bounds of a figure, and of its difference to another labelling of the same rows, by
    drawing groups (articles, else rows) with replacement."""
    joint = collections.defaultdict(collections.Counter)
    draw = random.Random(1)
    names = list(ours)
    alone, apart = [], []
    kinds = collections.Counter()  # groups alike in both labellings are drawn as one kind
    for name in names:
        kinds[frozenset(ours[name].items()),
              frozenset(theirs[name].items()) if theirs else frozenset()] += 1
    keys, weights = list(kinds), list(kinds.values())
    for _ in range(ROUNDS):
        cells, other = collections.Counter(), collections.Counter()
        for kind, times in collections.Counter(draw.choices(keys, weights, k=len(names))).items():
            for cell, count in kind[0]:
                cells[cell] += count * times
            for cell, count in kind[1]:
                other[cell] += count * times
        alone.append(figure(cells))
        if theirs:
            apart.append(alone[-1] - figure(other))
    return middle(alone), middle(apart) if theirs else None


# --- tables -------------------------------------------------------------------------------------

def percent(value):
    return f'{100 * value:.1f}'


def span(pair, sign=''):
    return f'{100 * pair[0]:{sign}.1f} to {100 * pair[1]:{sign}.1f}'


class Report:
    """Markdown on standard output and, with --write, in bench/results."""

    def __init__(self, name, write):
        self.path = os.path.join(HERE, 'results', name + '.md') if write else None
        self.lines = []

    def put(self, text=''):
        print(text, flush=True)
        self.lines.append(text)
        if self.path:  # as it goes: a run takes long
            os.makedirs(os.path.dirname(self.path), exist_ok=True)
            with open(self.path, 'w', encoding='utf-8') as file:
                file.write('\n'.join(self.lines) + '\n')

    def head(self, title, train):
        version = subprocess.run([train, '--version'], capture_output=True, text=True).stdout.split('\n')[0]
        command = ' '.join(['bench/' + os.path.basename(sys.argv[0]),
                            *(os.path.basename(a) for a in sys.argv[1:])])
        self.put(f'# {title}\n')
        self.put(f'`{command}`, {datetime.date.today()}, {version}\n')

    def row(self, *cells):
        self.put('| ' + ' | '.join(str(c) for c in cells) + ' |')

    def header(self, *names):
        self.row(*names)
        self.row(*('---' for _ in names))


def have_sklearn():
    return os.path.exists(DEBIAN_PYTHON) and subprocess.run(
        [DEBIAN_PYTHON, '-c', 'import sklearn'], capture_output=True).returncode == 0


def have_fasttext():
    return shutil.which('fasttext') is not None
