#!/usr/bin/ruby
# frozen_string_literal: true

# Sends a published recording to Scalelite. BigBlueButton runs what lies in
# /usr/local/bigbluebutton/core/scripts/post_publish/ after it has published a format:
#
#   scalelite_post_publish.rb -m RECORDID [-f FORMAT] [--config scalelite.yml]
#
# All formats that are published by then are sent as one tar. It may be run again at any time; what Scalelite
# has is replaced.

require 'English'
require 'fileutils'
require 'json'
require 'logger'
require 'net/http'
require 'openssl'
require 'optparse'
require 'shellwords'
require 'uri'
require 'yaml'

# Something the operator can mend; told without a stack.
class Trouble < StandardError; end

# What scalelite.yml says, and for what it leaves open BigBlueButton's own configuration.
class Settings
  SCRIPTS = '/usr/local/bigbluebutton/core/scripts'
  BIGBLUEBUTTON = ['/etc/bigbluebutton/recording/recording.yml', "#{SCRIPTS}/bigbluebutton.yml"].freeze
  DEFAULTS = {
    'work_dir' => '/var/bigbluebutton/recording/scalelite',
    'published_dir' => '/var/bigbluebutton/published',
    'recording_dir' => '/var/bigbluebutton/recording'
  }.freeze
  PROPERTIES = [
    '/etc/bigbluebutton/bbb-web.properties',
    '/usr/share/bbb-web/WEB-INF/classes/bigbluebutton.properties'
  ].freeze

  def initialize(file)
    others = BIGBLUEBUTTON.select { |path| File.readable?(path) }.map { |path| read(path) }
    @values = [read(file), *others, DEFAULTS].reverse.reduce { |all, more| all.merge(more.compact) }
  rescue SystemCallError, Psych::Exception => e
    raise Trouble, "#{file} can not be read: #{e.message}"
  end

  %w[work_dir published_dir recording_dir upload_url].each { |name| define_method(name) { @values[name] } }

  def spool_dir
    @values['spool_dir'] || raise(Trouble, 'neither spool_dir nor upload_url is set')
  end

  # A list, or one text as on a command line.
  def extra_rsync_opts
    options = @values['extra_rsync_opts']
    options.is_a?(String) ? Shellwords.split(options) : Array(options).map(&:to_s)
  end

  def delete_recording?
    @values['delete_recording'] == true
  end

  # The secret that the balancer knows this server by.
  def secret
    return @values['secret'] if @values['secret']

    lines = PROPERTIES.select { |path| File.readable?(path) }.flat_map { |path| File.readlines(path) }
    lines.filter_map { |line| line[/\AsecuritySalt=(\S+)/, 1] }.first ||
      raise(Trouble, 'the secret of this server is not found; set `secret` in scalelite.yml')
  end

  private

  def read(path)
    values = YAML.safe_load(File.read(path), aliases: true, permitted_classes: [Symbol])
    values.is_a?(Hash) ? values : {}
  end
end

# Uploads a file to a balancer.
class Upload
  TOKEN_SECONDS = 3600
  # A tar of the same recording may still wait there for its import.
  TRIES = 5

  def initialize(settings, log)
    @uri = URI.parse("#{settings.upload_url.chomp('/')}/scalelite/api/recordings/upload")
    @secret = settings.secret
    @pause = Float(ENV.fetch('SCALELITE_RETRY_SECONDS', '30'))
    @log = log
  end

  def send(record_id, path)
    TRIES.times do |attempt|
      sleep(@pause * attempt)
      answer = post(record_id, path)
      return if answer.is_a?(Net::HTTPSuccess)

      @log.warn("the balancer answered #{answer.code}: #{answer.body.to_s[0, 200]}")
      raise Trouble, "the upload was refused (#{answer.code})" unless worth_another_try?(answer)
    rescue SystemCallError, SocketError, IOError, Timeout::Error, OpenSSL::SSL::SSLError => e
      @log.warn("the upload broke off: #{e.message}")
    end
    raise Trouble, "the upload did not succeed in #{TRIES} tries"
  end

  private

  def worth_another_try?(answer)
    %w[409 429 507].include?(answer.code) || answer.is_a?(Net::HTTPServerError)
  end

  def post(record_id, path)
    http = Net::HTTP.new(@uri.host, @uri.port)
    http.use_ssl = @uri.scheme == 'https'
    http.read_timeout = 300
    # Net::HTTP would send a broken upload again by itself, from where the file was then.
    http.max_retries = 0
    File.open(path, 'rb') do |file|
      request = Net::HTTP::Post.new(@uri, headers(record_id, file.size))
      request.body_stream = file
      http.request(request)
    end
  end

  def headers(record_id, size)
    {
      'Authorization' => "Bearer #{token(record_id)}",
      'Content-Type' => 'application/x-tar',
      'Content-Length' => size.to_s
    }
  end

  def token(record_id)
    claims = { record_id: record_id, exp: Time.now.to_i + TOKEN_SECONDS }
    signed = [{ alg: 'HS256', typ: 'JWT' }, claims].map { |part| encode(part.to_json) }.join('.')
    "#{signed}.#{encode(OpenSSL::HMAC.digest('SHA256', @secret, signed))}"
  end

  def encode(bytes)
    [bytes].pack('m0').tr('+/', '-_').delete('=')
  end
end

# Packs what is published of a recording, and sends it.
class PostPublish
  def initialize(record_id, settings, log)
    raise Trouble, "#{record_id.inspect} is no recording" unless record_id.match?(/\A[A-Za-z0-9][A-Za-z0-9._-]*\z/)

    @record_id = record_id
    @settings = settings
    @log = log
  end

  def run
    folders = published
    return @log.info("nothing is published of #{@record_id}") if folders.empty?

    sent(folders)
    mark_done
    folders.each { |folder| FileUtils.rm_rf(File.join(@settings.published_dir, folder)) } if @settings.delete_recording?
    @log.info("sent #{@record_id}: #{folders.map { |folder| File.dirname(folder) }.join(', ')}")
  end

  private

  # FORMAT/RECORDID of every published format.
  def published
    Dir.chdir(@settings.published_dir) do
      Dir.glob("*/#{@record_id}").select { |folder| File.directory?(folder) }.sort
    end
  rescue SystemCallError => e
    raise Trouble, "the published recordings can not be read: #{e.message}"
  end

  # The work directory is this run's own: BigBlueButton may publish two formats at once.
  def sent(folders)
    own = File.join(@settings.work_dir, "#{@record_id}-#{Process.pid}")
    FileUtils.mkdir_p(own)
    tar = File.join(own, "#{@record_id}.tar")
    pack(folders, tar)
    @settings.upload_url ? Upload.new(@settings, @log).send(@record_id, tar) : copy(tar)
  ensure
    FileUtils.rm_rf(own) if own
  end

  # The balancer takes files and folders, nothing else: links are followed.
  def pack(folders, tar)
    command('tar', '--create', '--file', tar, '--dereference', '--hard-dereference',
            '--directory', @settings.published_dir, '--', *folders)
  end

  # rsync writes under a name of its own and renames it when all is there.
  def copy(tar)
    command('rsync', '--verbose', '--protect-args', *@settings.extra_rsync_opts, tar, "#{@settings.spool_dir.chomp('/')}/")
  end

  def command(*words)
    output = IO.popen(words, err: %i[child out], &:read)
    return if $CHILD_STATUS.success?

    raise Trouble, "#{words.first} failed: #{output.lines.last(3).join.strip}"
  rescue SystemCallError => e
    raise Trouble, "#{words.first} can not be run: #{e.message}"
  end

  def mark_done
    directory = File.join(@settings.recording_dir, 'status', 'published')
    FileUtils.mkdir_p(directory)
    File.write(File.join(directory, "#{@record_id}-sender.done"), "Sent #{@record_id} at #{Time.now.utc}\n")
  end
end

def options_of(arguments)
  options = { config: ENV.fetch('SCALELITE_CONFIG', File.expand_path('../scalelite.yml', __dir__)) }
  OptionParser.new do |parser|
    parser.on('-m', '--meeting-id ID', 'The recording (internal meeting id)') { |id| options[:record_id] = id }
    parser.on('-f', '--format FORMAT', 'Which format was published; all are sent') { |_| nil }
    parser.on('--config FILE', 'Default: scalelite.yml above the folder of this script') { |file| options[:config] = file }
  end.parse!(arguments)
  raise OptionParser::MissingArgument, '-m' unless options[:record_id]

  options
end

# BigBlueButton's own log of this step; where it can not be written, the terminal.
def open_log
  path = ENV.fetch('SCALELITE_LOG', '/var/log/bigbluebutton/post_publish.log')
  Logger.new(File.writable?(path) || File.writable?(File.dirname(path)) ? path : $stdout)
end

begin
  options = options_of(ARGV.dup)
  log = open_log
  PostPublish.new(options[:record_id], Settings.new(options[:config]), log).run
rescue Trouble => e
  log.error(e.message)
  warn("scalelite_post_publish: #{e.message}")
  exit 1
rescue OptionParser::ParseError => e
  warn("scalelite_post_publish: #{e.message}")
  exit 2
end
